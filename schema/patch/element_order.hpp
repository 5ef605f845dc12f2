#pragma once
// The order of a merged list: elements the patch names stand in the patch's order, the others in
// the order they had; between the two, an element the list did not hold before goes first. Internal
// to this folder.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/json/value.hpp"

namespace shoal::patch {

// What tells an element of a list: the text of its merge key's value, or of the whole element when
// merge_key is empty.
std::string identity(const json::Value& element, std::string_view merge_key);

// Identity to place. Only asked, never walked.
class Places {
 public:
  Places(const json::Array& list, std::string_view merge_key);
  static constexpr size_t none = static_cast<size_t>(-1);
  size_t of(const std::string& identity) const;
  bool holds(const std::string& identity) const { return of(identity) != none; }

 private:
  std::unordered_map<std::string, size_t> places_;
};

// `named` is the order asked for, `before` the list as it was.
json::Array in_order(json::Array merged, const json::Array& named, const Places& before,
                     std::string_view merge_key);

}  // namespace shoal::patch
