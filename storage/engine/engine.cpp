#include "storage/engine/engine.hpp"

namespace shoal::engine {

void WriteBatch::put(Family family, std::string key, Bytes value) {
  bytes_ += key.size() + value.size();
  operations_.push_back({Operation::Kind::put, family, std::move(key), {}, std::move(value)});
}

void WriteBatch::remove(Family family, std::string key) {
  bytes_ += key.size();
  operations_.push_back({Operation::Kind::remove, family, std::move(key), {}, {}});
}

void WriteBatch::remove_range(Family family, std::string first, std::string end) {
  bytes_ += first.size() + end.size();
  operations_.push_back(
      {Operation::Kind::remove_range, family, std::move(first), std::move(end), {}});
}

void WriteBatch::clear() {
  operations_.clear();
  bytes_ = 0;
}

Range prefix_range(std::string_view prefix) {
  Range range{std::string(prefix), std::string(prefix)};
  while (!range.end.empty() && static_cast<unsigned char>(range.end.back()) == 0xff)
    range.end.pop_back();
  if (!range.end.empty()) ++range.end.back();
  return range;
}

constexpr const char* damage_reason = "Damaged";

Status damaged(const std::string& what) {
  StatusDetails details;
  details.causes.push_back({damage_reason, what, ""});
  return {Code::internal, what, details};
}

bool is_damaged(const Status& status) {
  if (status.ok()) return false;
  const auto& causes = status.details().causes;
  return !causes.empty() && causes[0].reason == damage_reason;
}

}  // namespace shoal::engine
