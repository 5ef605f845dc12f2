#include "storage/engine/rocks/rocks_engine.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <sys/stat.h>

#include <filesystem>
#include <mutex>

namespace shoal::engine {
namespace {

constexpr const char* family_names[families] = {"default", "entries", "objects", "records"};

Status to_status(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsNoSpace())
    return {Code::too_many_requests, "no space left on device: " + status.ToString()};
  return {Code::internal, "RocksDB: " + status.ToString()};
}

rocksdb::Slice slice(std::string_view s) {
  return {s.data(), s.size()};
}

// Reads share one shape whether they see the newest content or a snapshot of it.
class RocksReader {
 public:
  RocksReader(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
              const rocksdb::Snapshot* snapshot)
      : db_(db), handles_(handles) {
    options_.snapshot = snapshot;
  }

  Result<std::optional<Bytes>> get(Family family, std::string_view key) const {
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(options_, handle(family), slice(key), &value);
    if (status.IsNotFound()) return std::optional<Bytes>();
    if (!status.ok()) return to_status(status);
    return std::optional<Bytes>(Bytes::copy(std::string_view(value.data(), value.size())));
  }

  Status scan(Family family, const Range& range, const Visit& visit) const {
    auto options = options_;
    const rocksdb::Slice end = slice(range.end);
    if (!range.end.empty()) options.iterate_upper_bound = &end;
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options, handle(family)));
    for (it->Seek(slice(range.first)); it->Valid(); it->Next())
      if (!visit(it->key().ToStringView(), it->value().ToStringView())) break;
    return to_status(it->status());
  }

  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[static_cast<size_t>(family)];
  }

 private:
  rocksdb::DB* db_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
  rocksdb::ReadOptions options_;
};

class RocksView : public Reader {
 public:
  RocksView(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles)
      : db_(db), snapshot_(db->GetSnapshot()), reader_(db, handles, snapshot_) {}
  ~RocksView() override { db_->ReleaseSnapshot(snapshot_); }

  Result<std::optional<Bytes>> get(Family family, std::string_view key) const override {
    return reader_.get(family, key);
  }
  Status scan(Family family, const Range& range, const Visit& visit) const override {
    return reader_.scan(family, range, visit);
  }

 private:
  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_;
  RocksReader reader_;
};

class RocksEngine : public Engine {
 public:
  RocksEngine(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
              Durability durability)
      : db_(db),
        handles_(std::move(handles)),
        durability_(durability),
        reader_(db, handles_, nullptr) {}

  ~RocksEngine() override {
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_->Close();
  }

  Result<std::optional<Bytes>> get(Family family, std::string_view key) const override {
    return reader_.get(family, key);
  }
  Status scan(Family family, const Range& range, const Visit& visit) const override {
    return reader_.scan(family, range, visit);
  }
  std::unique_ptr<Reader> view() const override {
    return std::make_unique<RocksView>(db_.get(), handles_);
  }

  Status write(const WriteBatch& batch) override {
    SHOAL_TRY(failed());
    rocksdb::WriteBatch out(batch.bytes() + 32 * batch.operations().size());
    for (const auto& op : batch.operations()) {
      auto* handle = reader_.handle(op.family);
      rocksdb::Status status;
      switch (op.kind) {
        case WriteBatch::Operation::Kind::put:
          status = out.Put(handle, slice(op.key), slice(op.value.view()));
          break;
        case WriteBatch::Operation::Kind::remove:
          status = out.Delete(handle, slice(op.key));
          break;
        case WriteBatch::Operation::Kind::remove_range:
          status = out.DeleteRange(handle, slice(op.key), slice(op.end));
          break;
      }
      if (!status.ok()) return outcome(status);
    }
    rocksdb::WriteOptions options;
    options.sync = durability_ == Durability::log;
    options.disableWAL = durability_ == Durability::state;
    return outcome(db_->Write(options, &out));
  }

  Status sync() override {
    SHOAL_TRY(failed());
    if (durability_ == Durability::log) return outcome(db_->SyncWAL());
    return outcome(db_->Flush({}, handles_));
  }

  Status checkpoint(const std::string& directory) override {
    rocksdb::Checkpoint* made = nullptr;
    SHOAL_TRY(to_status(rocksdb::Checkpoint::Create(db_.get(), &made)));
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
    SHOAL_TRY(to_status(checkpoint->CreateCheckpoint(directory)));
    ::chmod(directory.c_str(), 0700);
    return {};
  }

  Status failed() const {
    std::lock_guard lock(failed_mutex_);
    return failed_;
  }
  // A sync may run beside writes; the first error of either is the one that stays.
  Status outcome(const rocksdb::Status& status) {
    if (status.ok()) return {};
    std::lock_guard lock(failed_mutex_);
    return failed_ = failed_.ok() ? to_status(status) : failed_;
  }

  Result<uint64_t> disk_bytes() const override {
    uint64_t bytes = 0;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(db_->GetName(), error))
      if (file.is_regular_file(error)) bytes += file.file_size(error);
    if (error) return Status(Code::internal, db_->GetName() + ": " + error.message());
    return bytes;
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  Durability durability_;
  RocksReader reader_;
  mutable std::mutex failed_mutex_;
  Status failed_;  // what ended the engine
};

rocksdb::DBOptions db_options(Durability durability) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.allow_concurrent_memtable_write = false;  // there is one writer
  // A node holds two of these beside its pods: one background job, few files, a short text log.
  options.max_background_jobs = 2;
  options.max_open_files = 256;
  options.keep_log_file_num = 2;
  options.max_log_file_size = 1 << 20;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::WARN_LEVEL;
  if (durability == Durability::log) {
    // A record torn by a crash was never acknowledged and goes; damage before it was, and stays
    // fatal: replaying up to the first damage would silently forget votes and entries others count
    // on.
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.max_total_wal_size = 64 << 20;  // bounds the replay at start
  } else {
    options.atomic_flush = true;  // families become durable together, or an index would lie
    options.avoid_flush_during_shutdown =
        true;  // sync alone makes durable; a kill must look the same
  }
  return options;
}

rocksdb::ColumnFamilyOptions family_options(Durability durability,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  // Everything is read from memory structures of our own; these buffers only batch writes.
  options.write_buffer_size = durability == Durability::log ? 8 << 20 : 16 << 20;
  options.max_write_buffer_number = 3;
  options.compression = rocksdb::kNoCompression;  // bodies come compressed where it pays
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  // Index and filters stay on the heap: in a small cache they evict each other (3k reads a second).
  table.cache_index_and_filter_blocks = false;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

Status make_private(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    return {error.value() == ENOSPC ? Code::too_many_requests : Code::internal,
            directory + ": " + error.message()};
  if (::chmod(directory.c_str(), 0700) != 0)
    return {Code::internal, directory + ": cannot be made private"};
  return {};
}

}  // namespace

Result<std::unique_ptr<Engine>> open_rocks(const std::string& directory, Durability durability) {
  SHOAL_TRY(make_private(directory));
  const auto cache = rocksdb::NewLRUCache(8 << 20);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const auto* name : family_names)
    descriptors.emplace_back(name, family_options(durability, cache));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  SHOAL_TRY(
      to_status(rocksdb::DB::Open(db_options(durability), directory, descriptors, &handles, &db)));
  return std::unique_ptr<Engine>(std::make_unique<RocksEngine>(db, std::move(handles), durability));
}

}  // namespace shoal::engine
