#include "storage/archive/snapshot_file.hpp"

#include <xxhash.h>

#include "storage/store/binary.hpp"
#include "storage/store/record_entry.hpp"
#include "storage/store/registers.hpp"
#include "storage/store/snapshot_chunk.hpp"
#include "storage/store/stored_form.hpp"

namespace shoal::archive {
namespace {

using store::BinaryReader;
using store::put_int;
using store::put_text;

constexpr size_t cluster_bytes_max = 256;

Status damaged(const std::string& path, std::string_view why) {
  return {Code::bad_request, path + ": " + std::string(why)};
}

// A number read as it is stored.
template <class T>
Result<T> read_number(InputFile& file) {
  SHOAL_ASSIGN(const auto bytes, file.read(sizeof(T)));
  return BinaryReader(bytes).integer<T>();
}

Result<Head> read_head(InputFile& file, const std::string& path) {
  SHOAL_ASSIGN(auto bytes, file.read(magic.size()));
  if (bytes != magic) return damaged(path, "not a snapshot of shoal");
  SHOAL_ASSIGN(const auto level, read_number<uint32_t>(file));
  if (level > file_format_level)
    return Status(Code::unavailable, path + ": written by a newer program (format " +
                                         std::to_string(level) + ", this one reads up to " +
                                         std::to_string(file_format_level) + ")");
  SHOAL_ASSIGN(const auto size, read_number<uint16_t>(file));
  if (size > cluster_bytes_max) return damaged(path, "its head is damaged");
  Head head;
  SHOAL_ASSIGN(head.cluster, file.read(size));
  SHOAL_ASSIGN(head.state.applied.value, read_number<uint64_t>(file));
  SHOAL_ASSIGN(head.state.term.value, read_number<uint64_t>(file));
  SHOAL_ASSIGN(const auto taken, read_number<int64_t>(file));
  head.taken = wall_from_unix_ns(taken);
  SHOAL_ASSIGN(const auto sum, read_number<uint64_t>(file));
  const auto expected = print(head);
  if (sum !=
      BinaryReader(std::string_view(expected).substr(expected.size() - 8)).integer<uint64_t>())
    return damaged(path, "its head is damaged");
  return head;
}

}  // namespace

std::string print(const Head& head) {
  std::string out(magic);
  put_int(out, file_format_level);
  put_text(out, head.cluster);
  put_int(out, head.state.applied.value);
  put_int(out, head.state.term.value);
  put_int(out, to_unix_ns(head.taken));
  put_int(out, static_cast<uint64_t>(XXH3_64bits(out.data(), out.size())));
  return out;
}

Status Tally::count_pair(engine::Family family, std::string_view key, std::string_view value) {
  if (family == engine::Family::objects) {
    const auto version = store::parse_version(key, value);
    if (!version) return {Code::bad_request, "a version of an object is damaged"};
    ++summary.versions;
    if (version->key != newest_of_ && version->object) ++summary.objects;
    newest_of_ = version->key;
    return {};
  }
  ++summary.records;
  if (key != store::record_key::state) return {};
  const auto registers = store::parse_registers(value);
  if (!registers) return {Code::bad_request, "the state's registers are damaged"};
  summary.revision = registers->revision;
  summary.cluster_epoch = registers->cluster_epoch;
  summary.state_hash = registers->state_hash;
  return {};
}

Result<bool> Tally::count(std::string_view chunk) {
  SHOAL_ASSIGN(const bool last,
               store::read_chunk(chunk, summary.chunks, [this](auto family, auto key, auto value) {
                 return count_pair(family, key, value);
               }));
  ++summary.chunks;
  return last;
}

Result<Summary> read_file(const std::string& path,
                          const std::function<Status(const Bytes& chunk)>& take) {
  InputFile file;
  SHOAL_TRY(file.open(path));
  Tally tally;
  SHOAL_ASSIGN(tally.summary.head, read_head(file, path));
  bool last = false;
  while (!last) {
    SHOAL_ASSIGN(const auto size, read_number<uint32_t>(file));
    if (size > stored_chunk_bytes_max) return damaged(path, "a chunk's length is damaged");
    SHOAL_ASSIGN(const auto chunk, file.read(size));
    const auto counted = tally.count(chunk);
    if (!counted.ok()) return damaged(path, counted.status().message());
    last = *counted;
    SHOAL_TRY(take(Bytes::copy(chunk)));
  }
  const auto sum = file.sum();
  SHOAL_ASSIGN(const auto expected, read_number<uint64_t>(file));
  if (sum != expected) return damaged(path, "its checksum does not hold");
  SHOAL_ASSIGN(const bool end, file.at_end());
  if (!end) return damaged(path, "something follows its end");
  tally.summary.bytes = file.bytes();
  return tally.summary;
}

Result<Summary> verify(const std::string& path) {
  return read_file(path, [](const Bytes&) { return Status(); });
}

}  // namespace shoal::archive
