#include "storage/archive/snapshot_file.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/store/binary.hpp"

namespace shoal::archive {
namespace {

class FileWriter final : public Writer {
 public:
  Status begin(const std::string& path, const Head& head) {
    tally_.summary.head = head;
    SHOAL_TRY(file_.create(path));
    return file_.write(print(head));
  }

  Status add(const Bytes& chunk) override {
    if (complete_) return {Code::bad_request, "the last chunk of the snapshot was there already"};
    if (chunk.size() > stored_chunk_bytes_max)
      return {Code::bad_request, "a chunk of the snapshot is too large"};
    SHOAL_ASSIGN(complete_, tally_.count(chunk.view()));
    std::string size;
    store::put_int(size, static_cast<uint32_t>(chunk.size()));
    SHOAL_TRY(file_.write(size));
    return file_.write(chunk.view());
  }

  Result<Summary> finish() override {
    if (!complete_) return Status(Code::bad_request, "the snapshot was cut short");
    std::string sum;
    store::put_int(sum, file_.sum());
    SHOAL_TRY(file_.write(sum));
    SHOAL_TRY(file_.commit());
    tally_.summary.bytes = file_.bytes();
    return tally_.summary;
  }

 private:
  OutputFile file_;
  Tally tally_;
  bool complete_ = false;
};

}  // namespace

Result<std::unique_ptr<Writer>> Writer::create(const std::string& path, const Head& head) {
  auto writer = std::make_unique<FileWriter>();
  SHOAL_TRY(writer->begin(path, head));
  return std::unique_ptr<Writer>(std::move(writer));
}

Result<Summary> save(store::SnapshotSource& source, const std::string& cluster, WallTime taken,
                     const std::string& path) {
  SHOAL_ASSIGN(auto writer, Writer::create(path, {cluster, source.head(), taken}));
  for (uint64_t number = 0;; ++number) {
    SHOAL_ASSIGN(const auto chunk, source.chunk(number));
    if (chunk.empty()) return writer->finish();
    SHOAL_TRY(writer->add(chunk));
  }
}

Result<Summary> save_directory(const std::string& data_dir, WallTime taken,
                               const std::string& path) {
  SHOAL_ASSIGN(const auto version, log::read_version(data_dir));
  if (!version) return Status(Code::not_found, data_dir + " is no data directory of shoal");
  SHOAL_TRY(log::claim_directory(data_dir, version->cluster));
  SHOAL_ASSIGN(auto engine, engine::open_rocks(data_dir + "/state", engine::Durability::state));
  store::StateStore state(std::move(engine));
  SHOAL_ASSIGN(auto source, state.export_snapshot());
  return save(*source, version->cluster, taken, path);
}

}  // namespace shoal::archive
