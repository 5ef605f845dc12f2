#include "schema/patch/element_order.hpp"

#include <algorithm>

#include "schema/json/writer.hpp"

namespace shoal::patch {

std::string identity(const json::Value& element, std::string_view merge_key) {
  if (merge_key.empty()) return json::print(element);
  const json::Value* key = element.find(merge_key);
  return key ? json::print(*key) : std::string();
}

Places::Places(const json::Array& list, std::string_view merge_key) {
  for (size_t i = 0; i < list.size(); ++i) places_.emplace(identity(list[i], merge_key), i);
}

size_t Places::of(const std::string& identity) const {
  const auto found = places_.find(identity);
  return found == places_.end() ? none : found->second;
}

namespace {

struct Ranked {
  size_t rank;    // where its own half wants it
  size_t before;  // where it stood; none: it is new
  json::Value value;
};

}  // namespace

json::Array in_order(json::Array merged, const json::Array& named, const Places& before,
                     std::string_view merge_key) {
  const Places asked(named, merge_key);
  std::vector<Ranked> patched, others;
  for (json::Value& element : merged) {
    const std::string id = identity(element, merge_key);
    const size_t rank = asked.of(id), place = before.of(id);
    rank == Places::none ? others.push_back({place, place, std::move(element)})
                         : patched.push_back({rank, place, std::move(element)});
  }
  const auto by_rank = [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; };
  std::stable_sort(patched.begin(), patched.end(), by_rank);
  std::stable_sort(others.begin(), others.end(), by_rank);
  json::Array result;
  result.reserve(merged.size());
  auto left = patched.begin();
  auto right = others.begin();
  while (left != patched.end() || right != others.end()) {
    const bool take_left =
        right == others.end() ||
        (left != patched.end() && (left->before == Places::none || left->before < right->before));
    result.push_back(std::move(take_left ? (left++)->value : (right++)->value));
  }
  return result;
}

}  // namespace shoal::patch
