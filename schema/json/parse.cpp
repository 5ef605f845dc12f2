#include "schema/json/parse.hpp"

#include <simdjson.h>

#include <algorithm>
#include <unordered_set>

#include "schema/json/simdjson_errors.hpp"

namespace shoal::json {
namespace {

namespace dom = simdjson::dom;

// Builds the tree. Depth is bounded by the parser's own limit.
class Builder {
 public:
  explicit Builder(std::vector<std::string>* duplicates) : duplicates_(duplicates) {}

  Value build(dom::element element) {
    switch (element.type()) {
      case dom::element_type::NULL_VALUE:
        return Value();
      case dom::element_type::BOOL:
        return Value(bool(element.get_bool().value_unsafe()));
      case dom::element_type::INT64:
        return Value(int64_t(element.get_int64().value_unsafe()));
      case dom::element_type::UINT64:
        return Value(static_cast<double>(element.get_uint64().value_unsafe()));
      case dom::element_type::DOUBLE:
        return Value(double(element.get_double().value_unsafe()));
      case dom::element_type::STRING:
        return Value(element.get_string().value_unsafe());
      case dom::element_type::ARRAY:
        return build_array(element.get_array().value_unsafe());
      case dom::element_type::OBJECT:
        return build_object(element.get_object().value_unsafe());
    }
    return Value();
  }

 private:
  Value build_array(dom::array array) {
    Array elements;
    elements.reserve(array.size());
    const size_t path = path_.size();
    for (dom::element element : array) {
      if (duplicates_) path_ += "[" + std::to_string(elements.size()) + "]";
      elements.push_back(build(element));
      path_.resize(path);
    }
    return Value(std::move(elements));
  }

  Value build_object(dom::object object) {
    Members members;
    members.reserve(object.size());
    std::unordered_set<std::string_view> seen;  // only asked, never walked
    const bool many = object.size() > 16;
    const size_t path = path_.size();
    for (auto [key, element] : object) {
      if (duplicates_) (path_ += path_.empty() ? "" : ".") += key;
      Value value = build(element);
      const auto known = [&, name = key](const Member& member) { return member.key == name; };
      const bool maybe = !many || !seen.insert(key).second;
      const auto twin = maybe ? std::find_if(members.begin(), members.end(), known) : members.end();
      if (twin == members.end()) {
        members.push_back({std::string(key), std::move(value)});
      } else {
        twin->value = std::move(value);
        if (duplicates_ && duplicates_->size() < 100) duplicates_->push_back(path_);
      }
      path_.resize(path);
    }
    return Value(std::move(members));
  }

  std::vector<std::string>* duplicates_;
  std::string path_;
};

}  // namespace

Result<Value> parse(std::string_view text, const ParseLimits& limits,
                    std::vector<std::string>* duplicates) {
  if (text.size() > limits.size_max_bytes) return too_long(limits.size_max_bytes);
  dom::parser parser;
  if (parser.allocate(std::max<size_t>(text.size(), 64), limits.depth_max) != simdjson::SUCCESS)
    return Status(Code::too_large, "JSON text needs more memory than there is");
  auto parsed = parser.parse(text.data(), text.size());
  if (parsed.error() != simdjson::SUCCESS) {
    const std::string mended = mend(parsed.error(), text);
    if (mended.empty()) return refusal(parsed.error(), text);
    parsed = parser.parse(mended);
    if (parsed.error() != simdjson::SUCCESS) return refusal(parsed.error(), mended);
  }
  return Builder(duplicates).build(parsed.value_unsafe());
}

}  // namespace shoal::json
