#include "storage/store/state_store.hpp"

#include <algorithm>

#include "storage/store/content_reader.hpp"
#include "storage/store/snapshot_chunk.hpp"
#include "storage/store/state_meta.hpp"
#include "storage/store/stored_form.hpp"

namespace shoal::store {
namespace {

using engine::Family;

constexpr size_t version_overhead = 96;  // of a version's row beside key and body, about

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
  SHOAL_ASSIGN(const auto head, read_head(*engine_));
  if (!head) {  // nothing, or half an import: start from nothing
    engine::WriteBatch batch;
    SHOAL_TRY(clear_all(*engine_, batch));
    SHOAL_TRY(engine_->write(batch));
    SHOAL_TRY(engine_->sync());
    return Content();
  }
  ContentReader reader;
  for (const auto family : snapshot_families) {
    Status read;
    SHOAL_TRY(engine_->scan(family, {}, [&](std::string_view key, std::string_view value) {
      read = reader.add(family, key, value);
      return read.ok();
    }));
    SHOAL_TRY(std::move(read));
  }
  SHOAL_ASSIGN(auto content, reader.finish());
  content.applied = head->applied;
  content.term = head->term;
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

Result<Content> StateStore::finish_import(std::unique_ptr<SnapshotSink> sink) {
  if (!sink->complete()) return Status(Code::bad_request, "the snapshot is not complete");
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
  SHOAL_TRY(flush());
  if (!sink->content_) return load();
  sink->content_->applied = sink->head().applied;
  sink->content_->term = sink->head().term;
  return std::move(*sink->content_);
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
