#include "storage/engine/rocks/rocks_engine.hpp"

#include <fcntl.h>
#include <rocksdb/cache.h>
#if __has_include(<rocksdb/advanced_cache.h>)  // RocksDB 8 and later: where Cache is defined
#include <rocksdb/advanced_cache.h>
#endif
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <mutex>

namespace shoal::engine {
namespace {

constexpr const char* family_names[families] = {"default", "entries", "objects", "records"};

Status to_status(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsNoSpace())
    return {Code::too_many_requests, "no space left on device: " + status.ToString()};
  if (status.IsCorruption()) return damaged("RocksDB: " + status.ToString());
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

  // What is scanned is not read again soon: cached, each block would be memory touched once.
  Status scan(Family family, const Range& range, const Visit& visit) const {
    auto options = options_;
    options.fill_cache = false;
    options.verify_checksums = true;
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

// An Intake is sorted files in a folder of its own, which RocksDB takes into its tree as they are:
// no memtable, no write-ahead log, no rewriting.
constexpr uint64_t intake_file_bytes = 64u << 20;
constexpr uint64_t intake_sync_bytes = 1u << 20;  // so that the log's syncs never wait for a file
constexpr std::string_view intake_folder = "intake-";  // and a number, in the database's own

class RocksIntake : public Intake {
 public:
  // `handles` by family; they and `db` must outlive this.
  static Result<std::unique_ptr<RocksIntake>> create(
      rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
      std::filesystem::path folder);
  ~RocksIntake() override;

  Status add(Family family, std::string_view key, std::string_view value) override;
  Status finish() override;
  // What there is to take, once finished.
  std::vector<rocksdb::IngestExternalFileArg> files() const;

 private:
  RocksIntake(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
              std::filesystem::path folder)
      : db_(db), handles_(handles), folder_(std::move(folder)) {}
  Status open(Family family);
  Status close();

  rocksdb::DB& db_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
  std::filesystem::path folder_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;  // of the open file
  Family family_ = Family::meta;
  std::string last_;  // key
  std::vector<std::string> files_[families];
  Status fault_;
};

Result<std::unique_ptr<RocksIntake>> RocksIntake::create(
    rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
    std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!error) std::filesystem::create_directory(folder, error);
  if (error || ::chmod(folder.c_str(), 0700) != 0)
    return Status(error.value() == ENOSPC ? Code::too_many_requests : Code::internal,
                  folder.string() + ": cannot be made: " + error.message());
  return std::unique_ptr<RocksIntake>(new RocksIntake(db, handles, std::move(folder)));
}

RocksIntake::~RocksIntake() {
  writer_.reset();
  std::error_code ignored;  // the next open removes what stays
  std::filesystem::remove_all(folder_, ignored);
}

Status RocksIntake::add(Family family, std::string_view key, std::string_view value) {
  SHOAL_TRY(Status(fault_));
  if (family == family_ && !last_.empty() && key <= last_)
    return fault_ = {Code::bad_request, "keys are added in rising order"};
  if (writer_ && (family != family_ || writer_->FileSize() >= intake_file_bytes))
    SHOAL_TRY(close());
  if (!writer_) SHOAL_TRY(open(family));
  last_ = key;
  return fault_ = to_status(writer_->Put(slice(key), slice(value)));
}

Status RocksIntake::open(Family family) {
  family_ = family;
  auto& files = files_[static_cast<size_t>(family)];
  auto* handle = handles_[static_cast<size_t>(family)];
  const auto name = std::to_string(static_cast<int>(family)) + "-" + std::to_string(files.size());
  files.push_back((folder_ / (name + ".sst")).string());
  rocksdb::EnvOptions env(db_.GetDBOptions());
  env.bytes_per_sync = intake_sync_bytes;
  env.strict_bytes_per_sync = true;
  writer_ = std::make_unique<rocksdb::SstFileWriter>(env, db_.GetOptions(handle), handle);
  return fault_ = to_status(writer_->Open(files.back()));
}

Status RocksIntake::close() {
  fault_ = to_status(writer_->Finish());  // syncs
  writer_.reset();
  return fault_;
}

Status RocksIntake::finish() {
  SHOAL_TRY(Status(fault_));
  return writer_ ? close() : Status();
}

std::vector<rocksdb::IngestExternalFileArg> RocksIntake::files() const {
  std::vector<rocksdb::IngestExternalFileArg> out;
  for (size_t family = 0; family < families; ++family) {
    if (files_[family].empty()) continue;
    rocksdb::IngestExternalFileArg arg;
    arg.column_family = handles_[family];
    arg.external_files = files_[family];
    arg.options.move_files = true;  // by hard link: the folder is in the database's own
    arg.options.write_global_seqno = false;
    out.push_back(std::move(arg));
  }
  return out;
}

class RocksEngine : public Engine {
 public:
  RocksEngine(rocksdb::DB* db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
              std::shared_ptr<rocksdb::Cache> cache, Durability durability)
      : db_(db),
        handles_(std::move(handles)),
        cache_(std::move(cache)),
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
  // What RocksDB has cached, for get, it does not read from the disk. Each call forgets the blocks
  // first: what it meets was read from the disk since.
  Status read_through(Family family, const Range& range, const Visit& visit) const override {
    cache_->EraseUnRefEntries();
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

  Result<std::unique_ptr<Intake>> intake() override {
    const auto name = std::string(intake_folder) + std::to_string(++intakes_);
    SHOAL_ASSIGN(auto made,
                 RocksIntake::create(*db_, handles_, std::filesystem::path(db_->GetName()) / name));
    return std::unique_ptr<Intake>(std::move(made));
  }

  Status take(std::unique_ptr<Intake> intake) override {
    SHOAL_TRY(failed());
    const auto files = static_cast<RocksIntake&>(*intake).files();
    return files.empty() ? Status() : outcome(db_->IngestExternalFiles(files));
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
  std::shared_ptr<rocksdb::Cache> cache_;  // of blocks
  Durability durability_;
  RocksReader reader_;
  std::atomic<uint64_t> intakes_{0};
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

// What is in it: RocksDB syncs its own directory, and not the one that names it.
Status sync_directory(const std::filesystem::path& directory) {
  const int fd =
      ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  return synced ? Status() : Status(Code::internal, directory.string() + ": cannot be synced");
}

Status make_private(const std::string& directory) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(directory, error);
  if (error)
    return {error.value() == ENOSPC ? Code::too_many_requests : Code::internal,
            directory + ": " + error.message()};
  if (::chmod(directory.c_str(), 0700) != 0)
    return {Code::internal, directory + ": cannot be made private"};
  return made ? sync_directory(std::filesystem::path(directory).parent_path()) : Status();
}

// What opening writes at the least. Without room for that Debian's RocksDB fails an assertion.
constexpr uint64_t open_room_bytes = 512 << 10;

Status check_room(const std::string& directory) {
  std::error_code error;
  const auto space = std::filesystem::space(directory, error);
  if (error || space.available >= open_room_bytes) return {};
  return {Code::too_many_requests, directory + ": no space left on device"};
}

// RocksDB locks a database with this file; reading one it locks nothing. Closing the file would
// drop a lock of this very process.
bool is_locked(const std::string& directory) {
  const int fd = ::open((directory + "/LOCK").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock wish {};
  wish.l_type = F_WRLCK;
  wish.l_whence = SEEK_SET;
  const bool locked = ::fcntl(fd, F_GETLK, &wish) == 0 && wish.l_type != F_UNLCK;
  ::close(fd);
  return locked;
}

// Of a process that died while it gathered one.
void remove_intakes(const std::string& directory) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored))
    if (entry.path().filename().string().starts_with(intake_folder))
      std::filesystem::remove_all(entry.path(), ignored);
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors_of(
    Durability durability, const std::shared_ptr<rocksdb::Cache>& cache) {
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const auto* name : family_names)
    descriptors.emplace_back(name, family_options(durability, cache));
  return descriptors;
}

std::shared_ptr<rocksdb::Cache> make_cache() {
  return rocksdb::NewLRUCache(8 << 20);
}

}  // namespace

Result<std::unique_ptr<Engine>> read_rocks(const std::string& directory, Durability durability) {
  if (is_locked(directory))
    return Status(Code::unavailable, directory + ": somebody holds its lock");
  auto options = db_options(durability);
  options.create_if_missing = options.create_missing_column_families = false;
  const auto cache = make_cache();
  const auto descriptors = descriptors_of(durability, cache);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  SHOAL_TRY(
      to_status(rocksdb::DB::OpenForReadOnly(options, directory, descriptors, &handles, &db)));
  return std::unique_ptr<Engine>(
      std::make_unique<RocksEngine>(db, std::move(handles), cache, durability));
}

Result<std::unique_ptr<Engine>> open_rocks(const std::string& directory, Durability durability) {
  SHOAL_TRY(make_private(directory));
  remove_intakes(directory);
  SHOAL_TRY(check_room(directory));
  const auto cache = make_cache();
  const auto descriptors = descriptors_of(durability, cache);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  SHOAL_TRY(
      to_status(rocksdb::DB::Open(db_options(durability), directory, descriptors, &handles, &db)));
  return std::unique_ptr<Engine>(
      std::make_unique<RocksEngine>(db, std::move(handles), cache, durability));
}

}  // namespace shoal::engine
