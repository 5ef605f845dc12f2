#include "storage/store/state_store.hpp"

#include <algorithm>

#include "storage/store/outcome_rows.hpp"
#include "storage/store/record_entry.hpp"
#include "storage/store/registers.hpp"
#include "storage/store/state_meta.hpp"
#include "storage/store/stored_form.hpp"

namespace shoal::store {
namespace {

using engine::Family;

constexpr size_t version_overhead = 96;  // of a version's row beside key and body, about

// Versions of one key, newest first, become its current object and its changes in history.
bool take_versions(std::vector<Version>& versions, Revision horizon, Content& content) {
  for (size_t i = 0; i < versions.size(); ++i) {
    const auto& version = versions[i];
    if (i == 0 && version.object) content.objects.push_back(version.object);
    if (version.revision <= horizon) break;
    const auto before = i + 1 < versions.size() ? versions[i + 1].object : nullptr;
    if (!before && !version.object) return false;  // the deletion of nothing
    content.history.push_back({{version.revision, before, version.object},
                               version.first_of_transaction,
                               version.transaction_last,
                               version.time});
  }
  versions.clear();
  return true;
}

Revision horizon_of(const std::vector<RecordChange>& records) {
  for (const auto& record : records)
    if (record.key == record_key::state)
      if (const auto registers = parse_registers(*record.value)) return registers->horizon;
  return {};
}

Status load_objects(const engine::Engine& engine, Content& content) {
  const auto horizon = horizon_of(content.records);
  std::vector<Version> versions;
  bool whole = true;
  SHOAL_TRY(engine.scan(Family::objects, {}, [&](std::string_view key, std::string_view value) {
    auto version = parse_version(key, value);
    whole = version.has_value();
    if (whole && !versions.empty() && versions[0].key != version->key)
      whole = take_versions(versions, horizon, content);
    if (!whole) return false;
    versions.push_back(std::move(*version));
    return true;
  }));
  if (!whole || !take_versions(versions, horizon, content))
    return damaged_state("a version of an object");
  std::sort(content.history.begin(), content.history.end(),
            [](const auto& a, const auto& b) { return a.change.revision < b.change.revision; });
  return {};
}

// A range is removed only where something is: it would be merged, on the disk, with all of a
// snapshot that is put in its place.
Status clear_all(const engine::Reader& engine, engine::WriteBatch& batch) {
  const std::string above_all(log::key_bytes_max * 3, '\xff');
  for (const auto family : {Family::objects, Family::records}) {
    bool any = false;
    SHOAL_TRY(engine.scan(family, {}, [&](auto, auto) {
      any = true;
      return false;
    }));
    if (any) batch.remove_range(family, "", above_all);
  }
  for (const auto key : {meta_key::applied, meta_key::importing})
    batch.remove(Family::meta, std::string(key));
  return {};
}

}  // namespace

StateStore::StateStore(std::unique_ptr<engine::Engine> engine, size_t spill_bytes)
    : engine_(std::move(engine)), spill_bytes_(spill_bytes) {}
StateStore::~StateStore() = default;

Result<Content> StateStore::load() {
  Content content;
  SHOAL_ASSIGN(const auto head, read_head(*engine_));
  if (!head) {  // nothing, or half an import: start from nothing
    engine::WriteBatch batch;
    SHOAL_TRY(clear_all(*engine_, batch));
    SHOAL_TRY(engine_->write(batch));
    SHOAL_TRY(engine_->sync());
    return content;
  }
  content.applied = head->applied;
  content.term = head->term;
  bool whole = true;
  SHOAL_TRY(engine_->scan(Family::records, {}, [&](std::string_view key, std::string_view value) {
    whole = is_whole(Family::records, key, value);
    content.records.push_back({std::string(key), std::string(value)});
    return whole;
  }));
  if (!whole) return damaged_state("a record");
  SHOAL_TRY(load_objects(*engine_, content));
  written_ = head->applied.value;
  flushed_ = head->applied.value;
  return content;
}

Status StateStore::write(const Applied& applied) {
  size_t bytes = 0;
  for (const auto& recorded : applied.recorded) {
    const auto& after = recorded.change.after;
    bytes += version_overhead + (after ? after->key.size() + after->body.size() : 0);
    versions_.push_back(recorded);
  }
  gone_.insert(gone_.end(), applied.compacted.begin(), applied.compacted.end());
  for (const auto& record : applied.records) {
    bytes += record.key.size() + (record.value ? record.value->size() : 0);
    records_.push_back(record);
  }
  for (const auto& one : applied.outcomes) {
    if (!one.remembered) continue;
    bytes += sizeof(RememberedOutcome);
    auto& rows = outcomes_[outcome_row_key(one.origin.name, one.sequence)];
    rows.push_back({one.origin.instance, one.sequence, one.outcome});
  }
  head_ = {applied.index, applied.term};
  gathered_ += bytes;
  unflushed_ += bytes;
  return gathered_ >= spill_bytes_ ? spill() : Status();
}

// One batch, each family in key order, which is cheapest for the engine.
Status StateStore::spill() {
  if (!fault_.ok()) return fault_;  // what was gathered is lost: the disk holds an older state
  if (!head_.applied) return {};
  written_ = head_.applied.value;
  std::vector<std::pair<std::string, const Recorded*>> puts;
  puts.reserve(versions_.size());
  for (const auto& recorded : versions_) {
    const auto& change = recorded.change;
    puts.emplace_back(
        version_key(change.after ? change.after->key : change.before->key, change.revision),
        &recorded);
  }
  std::sort(puts.begin(), puts.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  engine::WriteBatch batch;
  for (auto& [key, recorded] : puts) {
    auto value = print_version(key, *recorded);
    batch.put(Family::objects, std::move(key), std::move(value));
  }
  // After the puts: a version may have been written and compacted since the last batch.
  for (const auto& gone : gone_) {
    const auto& [revision, before, after] = gone.change;
    if (before) batch.remove(Family::objects, version_key(before->key, before->revision));
    if (!after) batch.remove(Family::objects, version_key(before->key, revision));
  }
  std::stable_sort(records_.begin(), records_.end(),
                   [](const auto& a, const auto& b) { return a.key < b.key; });
  for (size_t i = 0; i < records_.size(); ++i) {
    auto& [key, value] = records_[i];
    if (i + 1 < records_.size() && records_[i + 1].key == key) continue;  // changed again
    if (value)
      batch.put(Family::records, std::move(key), Bytes::copy(*value));
    else
      batch.remove(Family::records, std::move(key));
  }
  fault_ = gather_outcomes(batch);
  if (!fault_.ok()) return fault_;
  batch.put(Family::meta, std::string(meta_key::applied), print_head(head_));
  forget_gathered();
  return fault_ = engine_->write(batch);
}

Status StateStore::gather_outcomes(engine::WriteBatch& batch) {
  for (const auto& [key, news] : outcomes_) {
    SHOAL_ASSIGN(const auto row, engine_->get(Family::records, key));
    const auto updated = update_outcomes(row ? row->view() : std::string_view(), news);
    if (!updated) return damaged_state("a row of outcomes");
    batch.put(Family::records, key, Bytes::copy(*updated));
  }
  return {};
}

void StateStore::forget_gathered() {
  outcomes_.clear();
  versions_.clear();
  gone_.clear();
  records_.clear();
  head_ = {};
  gathered_ = 0;
}

Result<LogIndex> StateStore::begin_flush() {
  SHOAL_TRY(spill());
  unflushed_ = 0;
  return LogIndex{written_};
}

Status StateStore::end_flush(LogIndex reached) {
  SHOAL_TRY(engine_->sync());
  flushed_ = std::max(flushed_.load(), reached.value);
  return {};
}

Status StateStore::flush() {
  SHOAL_ASSIGN(const auto reached, begin_flush());
  return end_flush(reached);
}

Result<std::unique_ptr<SnapshotSink>> StateStore::begin_import(const SnapshotHead& head) {
  SHOAL_ASSIGN(auto intake, engine_->intake());
  return std::make_unique<SnapshotSink>(head, std::move(intake));
}

Status StateStore::finish_import(std::unique_ptr<SnapshotSink> sink) {
  if (!sink->complete()) return {Code::bad_request, "the snapshot is not complete"};
  forget_gathered();
  engine::WriteBatch replaced;
  SHOAL_TRY(clear_all(*engine_, replaced));
  replaced.put(Family::meta, std::string(meta_key::importing), print_head(sink->head()));
  SHOAL_TRY(engine_->write(replaced));
  SHOAL_TRY(engine_->sync());
  SHOAL_TRY(engine_->take(std::move(sink->intake_)));
  engine::WriteBatch done;
  done.remove(Family::meta, std::string(meta_key::importing));
  done.put(Family::meta, std::string(meta_key::applied), print_head(sink->head()));
  SHOAL_TRY(engine_->write(done));
  written_ = sink->head().applied.value;
  return flush();
}

engine::Walk StateStore::walk() const {
  return engine::Walk(*engine_, {Family::objects, Family::records});
}

Result<size_t> StateStore::check(engine::Walk& walk, size_t bytes_max) const {
  bool whole = true;
  SHOAL_ASSIGN(const auto bytes,
               walk.step(bytes_max, [&](Family family, std::string_view key, auto value) {
                 whole = is_whole(family, key, value);
                 return whole;
               }));
  if (!whole) return damaged_state("a version or a record");
  return bytes;
}

Result<uint64_t> StateStore::disk_bytes() const {
  return engine_->disk_bytes();
}

}  // namespace shoal::store
