#include "storage/store/content_reader.hpp"

#include <algorithm>

#include "storage/store/record_entry.hpp"
#include "storage/store/registers.hpp"

namespace shoal::store {

using engine::Family;

Status ContentReader::add(Family family, std::string_view key, std::string_view value) {
  return family == Family::records ? add_record(key, value) : add_version(key, value);
}

Status ContentReader::add_record(std::string_view key, std::string_view value) {
  if (!versions_.empty()) return {Code::bad_request, "a record comes behind an object"};
  if (!is_whole(Family::records, key, value)) return damaged_state("a record");
  if (key == record_key::state) horizon_ = parse_registers(value)->horizon;
  content_.records.push_back({std::string(key), std::string(value)});
  return {};
}

Status ContentReader::add_version(std::string_view key, std::string_view value) {
  auto version = parse_version(key, value);
  if (!version) return damaged_state("a version of an object");
  if (!versions_.empty() && versions_[0].key != version->key) SHOAL_TRY(take_versions());
  versions_.push_back(std::move(*version));
  return {};
}

// They become the current object and its changes in history.
Status ContentReader::take_versions() {
  for (size_t i = 0; i < versions_.size(); ++i) {
    const auto& version = versions_[i];
    if (i == 0 && version.object) content_.objects.push_back(version.object);
    if (version.revision <= horizon_) break;
    const auto before = i + 1 < versions_.size() ? versions_[i + 1].object : nullptr;
    if (!before && !version.object) return damaged_state("the deletion of nothing");
    content_.history.push_back({{version.revision, before, version.object},
                                version.first_of_transaction,
                                version.transaction_last,
                                version.time});
  }
  versions_.clear();
  return {};
}

Result<Content> ContentReader::finish() {
  SHOAL_TRY(take_versions());
  std::sort(content_.history.begin(), content_.history.end(),
            [](const auto& a, const auto& b) { return a.change.revision < b.change.revision; });
  return std::move(content_);
}

}  // namespace shoal::store
