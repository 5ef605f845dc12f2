#include "storage/store/state_store.hpp"

#include <algorithm>

#include "storage/store/record_entry.hpp"
#include "storage/store/registers.hpp"
#include "storage/store/state_meta.hpp"
#include "storage/store/stored_form.hpp"

namespace shoal::store {
namespace {

using engine::Family;

Status damaged(std::string_view what) {
  return {Code::internal, "the state database is damaged: " + std::string(what) +
                              "; remove it, and the state comes from a peer"};
}

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
    return damaged("a version of an object");
  std::sort(content.history.begin(), content.history.end(),
            [](const auto& a, const auto& b) { return a.change.revision < b.change.revision; });
  return {};
}

void clear_all(engine::WriteBatch& batch) {
  const std::string above_all(log::key_bytes_max * 3, '\xff');
  for (const auto family : {Family::objects, Family::records})
    batch.remove_range(family, "", above_all);
  batch.remove(Family::meta, std::string(meta_key::applied));
}

}  // namespace

StateStore::StateStore(std::unique_ptr<engine::Engine> engine) : engine_(std::move(engine)) {}
StateStore::~StateStore() = default;

Result<Content> StateStore::load() {
  Content content;
  SHOAL_ASSIGN(const auto head, read_head(*engine_));
  if (!head) {  // nothing, or half an import: start from nothing
    engine::WriteBatch batch;
    clear_all(batch);
    SHOAL_TRY(engine_->write(batch));
    SHOAL_TRY(engine_->sync());
    return content;
  }
  content.applied = head->applied;
  content.term = head->term;
  SHOAL_TRY(engine_->scan(Family::records, {}, [&](std::string_view key, std::string_view value) {
    content.records.push_back({std::string(key), std::string(value)});
    return true;
  }));
  SHOAL_TRY(load_objects(*engine_, content));
  written_ = head->applied.value;
  flushed_ = head->applied.value;
  return content;
}

Status StateStore::write(const Applied& applied) {
  engine::WriteBatch batch;
  for (const auto& recorded : applied.recorded) {
    const auto& change = recorded.change;
    auto key = version_key(change.after ? change.after->key : change.before->key, change.revision);
    auto value = print_version(key, recorded);
    batch.put(Family::objects, std::move(key), std::move(value));
  }
  // After the puts: a version may be written and compacted by one entry.
  for (const auto& gone : applied.compacted) {
    const auto& [revision, before, after] = gone.change;
    if (before) batch.remove(Family::objects, version_key(before->key, before->revision));
    if (!after) batch.remove(Family::objects, version_key(before->key, revision));
  }
  for (const auto& record : applied.records) {
    if (record.value)
      batch.put(Family::records, record.key, Bytes::copy(*record.value));
    else
      batch.remove(Family::records, record.key);
  }
  batch.put(Family::meta, std::string(meta_key::applied),
            print_head({applied.index, applied.term}));
  SHOAL_TRY(engine_->write(batch));
  written_ = applied.index.value;
  unflushed_ += batch.bytes();
  return {};
}

Status StateStore::flush() {
  const auto reached = written_.load();
  SHOAL_TRY(engine_->sync());
  flushed_ = reached;
  unflushed_ = 0;
  return {};
}

Status StateStore::begin_import(const SnapshotHead& head) {
  engine::WriteBatch batch;
  clear_all(batch);
  batch.put(Family::meta, std::string(meta_key::importing), print_head(head));
  SHOAL_TRY(engine_->write(batch));
  import_ = Import{head};
  return {};
}

Status StateStore::finish_import() {
  if (!import_ || !import_->complete) return {Code::bad_request, "the snapshot is not complete"};
  engine::WriteBatch batch;
  batch.remove(Family::meta, std::string(meta_key::importing));
  batch.put(Family::meta, std::string(meta_key::applied), print_head(import_->head));
  SHOAL_TRY(engine_->write(batch));
  written_ = import_->head.applied.value;
  import_.reset();
  return flush();
}

Result<uint64_t> StateStore::disk_bytes() const {
  return engine_->disk_bytes();
}

}  // namespace shoal::store
