#include <xxhash.h>

#include "storage/store/binary.hpp"
#include "storage/store/content_reader.hpp"
#include "storage/store/snapshot_chunk.hpp"
#include "storage/store/state_meta.hpp"
#include "storage/store/stored_form.hpp"

// A chunk: number u64, last u8, pairs of {family u8, key u16+text, value u32+bytes}, checksum u64
// over all before it.

namespace shoal::store {
namespace {

using engine::Family;
constexpr size_t checksum_bytes = 8;

// Walks the exported families in order, a chunk at a time.
class EngineSource : public SnapshotSource {
 public:
  EngineSource(std::unique_ptr<engine::Reader> view, SnapshotHead head)
      : view_(std::move(view)), head_(head) {}

  const SnapshotHead& head() const override { return head_; }

  Result<Bytes> chunk(uint64_t number) override {
    if (number + 1 == next_ && !last_chunk_.empty()) return last_chunk_;
    if (number != next_) return Status(Code::bad_request, "snapshot chunks are read in order");
    if (family_ == std::size(snapshot_families)) return Bytes();
    std::string pairs;
    while (family_ < std::size(snapshot_families) && pairs.size() < chunk_bytes_max)
      SHOAL_TRY(fill(pairs));
    ++next_;
    return last_chunk_ = make_chunk(number, family_ == std::size(snapshot_families), pairs);
  }

 private:
  Status fill(std::string& pairs) {
    const auto family = snapshot_families[family_];
    bool full = false;
    bool whole = true;
    SHOAL_TRY(view_->scan(family, {from_, ""}, [&](std::string_view key, std::string_view value) {
      full = pairs.size() >= chunk_bytes_max;
      whole = is_whole(family, key, value);
      if (!whole) return false;
      if (full) {
        from_ = key;
        return false;
      }
      put_pair(pairs, family, key, value);
      return true;
    }));
    if (!whole) return damaged_state("a version or a record");
    if (full) return {};
    ++family_;
    from_.clear();
    return {};
  }

  std::unique_ptr<engine::Reader> view_;
  SnapshotHead head_;
  uint64_t next_ = 0;
  size_t family_ = 0;
  std::string from_;
  Bytes last_chunk_;
};

Status damaged_before(std::string_view what) {
  return {Code::invalid, "a snapshot was damaged where it comes from: " + std::string(what)};
}

bool is_exported(uint8_t family) {
  for (const auto one : snapshot_families)
    if (static_cast<uint8_t>(one) == family) return true;
  return false;
}

}  // namespace

Bytes print_head(const SnapshotHead& head) {
  std::string out;
  put_int(out, head.applied.value);
  put_int(out, head.term.value);
  return Bytes::copy(out);
}

std::optional<SnapshotHead> parse_head(std::string_view value) {
  BinaryReader in(value);
  SnapshotHead head;
  head.applied.value = in.integer<uint64_t>();
  head.term.value = in.integer<uint64_t>();
  if (!in.done()) return {};
  return head;
}

Result<std::optional<SnapshotHead>> read_head(const engine::Reader& reader) {
  SHOAL_ASSIGN(const auto importing, reader.get(Family::meta, meta_key::importing));
  SHOAL_ASSIGN(const auto applied, reader.get(Family::meta, meta_key::applied));
  if (importing || !applied) return std::optional<SnapshotHead>();
  const auto head = parse_head(applied->view());
  if (!head) return engine::damaged("the state database's applied index is damaged");
  return head;
}

Result<std::unique_ptr<SnapshotSource>> StateStore::export_snapshot() {
  SHOAL_TRY(spill());
  auto view = engine_->view();
  SHOAL_ASSIGN(const auto head, read_head(*view));
  if (!head) return Status(Code::unavailable, "there is no state to export yet");
  return std::unique_ptr<SnapshotSource>(std::make_unique<EngineSource>(std::move(view), *head));
}

Bytes make_chunk(uint64_t number, bool last, std::string_view pairs) {
  std::string out;
  out.reserve(pairs.size() + 9 + checksum_bytes);
  put_int(out, number);
  put_int(out, static_cast<uint8_t>(last));
  out.append(pairs);
  put_int(out, static_cast<uint64_t>(XXH3_64bits(out.data(), out.size())));
  return Bytes::copy(out);
}

void put_pair(std::string& pairs, Family family, std::string_view key, std::string_view value) {
  put_int(pairs, static_cast<uint8_t>(family));
  put_text(pairs, key);
  put_int(pairs, static_cast<uint32_t>(value.size()));
  pairs.append(value);
}

Bytes empty_snapshot() {
  return make_chunk(0, true, {});
}

Result<bool> read_chunk(std::string_view chunk, uint64_t number, const VisitPair& visit) {
  if (chunk.size() < 9 + checksum_bytes)
    return Status(Code::bad_request, "a snapshot chunk is short");
  const auto sum = BinaryReader(chunk.substr(chunk.size() - checksum_bytes)).integer<uint64_t>();
  const auto content = chunk.substr(0, chunk.size() - checksum_bytes);
  BinaryReader in(content);
  if (sum != XXH3_64bits(content.data(), content.size()))
    return Status(Code::bad_request, "a snapshot chunk is damaged");
  if (in.integer<uint64_t>() != number)
    return Status(Code::bad_request, "a snapshot chunk is out of order");
  const bool last = in.integer<uint8_t>() != 0;
  while (!in.rest().empty()) {
    const auto family = in.integer<uint8_t>();
    const auto key = in.text();
    const auto value = in.take(in.integer<uint32_t>());
    if (!in.ok() || !is_exported(family))
      return Status(Code::bad_request, "a snapshot chunk is malformed");
    SHOAL_TRY(visit(static_cast<Family>(family), key, value));
  }
  return last;
}

SnapshotSink::SnapshotSink(const SnapshotHead& head, std::unique_ptr<engine::Intake> intake)
    : head_(head), intake_(std::move(intake)), reader_(std::make_unique<ContentReader>()) {}
SnapshotSink::~SnapshotSink() = default;

Status SnapshotSink::add(uint64_t number, const Bytes& chunk) {
  SHOAL_TRY(Status(fault_));
  if (number < next_) return {};
  if (number != next_ || complete_) return {Code::bad_request, "a snapshot chunk is out of order"};
  bool begun = false;
  auto last =
      read_chunk(chunk.view(), number, [&](Family family, std::string_view key, auto value) {
        begun = true;
        return add_pair(family, key, value);
      });
  if (last.ok() && *last) fault_ = finish();
  if (!last.ok() && begun) fault_ = last.status();
  SHOAL_TRY(last.status());
  SHOAL_TRY(Status(fault_));
  ++next_;
  complete_ = *last;
  return {};
}

// What arrives whole and cannot be read is the sender's damage: it is refused before anything of
// the state here is touched.
Status SnapshotSink::add_pair(Family family, std::string_view key, std::string_view value) {
  SHOAL_TRY(intake_->add(family, key, value));
  if (!reader_) return {};
  const auto read = reader_->add(family, key, value);
  if (engine::is_damaged(read)) return damaged_before("a pair does not parse");
  if (!read.ok()) reader_.reset();
  return {};
}

Status SnapshotSink::finish() {
  SHOAL_TRY(intake_->finish());
  if (!reader_) return {};
  auto content = reader_->finish();
  if (!content.ok()) return damaged_before("an object's versions do not fit");
  content_ = std::move(*content);
  return {};
}

}  // namespace shoal::store
