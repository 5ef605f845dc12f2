#pragma once
// Archive: a snapshot of the replicated state as one file (docs/formats.md): saved, verified, and
// made into a data directory again. The functions block for the disk; none keeps more than one
// chunk in memory, but for restore, which loads the state once. Not thread safe.
//
// Errors name the file. bad_request: it is damaged, cut short or no snapshot, and where;
// unavailable: written by a newer program; conflict: something stands where it would be written;
// too_many_requests: the disk is full; internal: the disk.

#include <memory>
#include <string>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/store/state_store.hpp"

namespace shoal::archive {

inline constexpr uint32_t file_format_level = 1;
inline constexpr size_t stored_chunk_bytes_max = 64u << 20;  // a chunk ends after its last pair

// What a snapshot file says of itself before its first chunk.
struct Head {
  std::string cluster;  // id, as in VERSION
  store::SnapshotHead state;
  WallTime taken{};
  bool operator==(const Head&) const = default;
};

// What is in it.
struct Summary {
  Head head;
  uint64_t bytes = 0;  // of the file
  uint64_t chunks = 0;
  uint64_t objects = 0;   // current ones
  uint64_t versions = 0;  // all in history, these too
  uint64_t records = 0;
  Revision revision;
  ClusterEpoch cluster_epoch;
  uint64_t state_hash = 0;
};

// Writes a file chunk by chunk as they come (SnapshotSource::chunk, or from a node over the
// network), each checked first. Under the name `path` only once finish() has synced it; one given
// up leaves nothing. The file is private (0600).
class Writer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Writer>> create(const std::string& path,
                                                              const Head& head);
  virtual ~Writer() = default;
  [[nodiscard]] virtual Status add(const Bytes& chunk) = 0;
  [[nodiscard]] virtual Result<Summary> finish() = 0;  // bad_request: the last chunk is missing
};

[[nodiscard]] Result<Summary> save(store::SnapshotSource& source, const std::string& cluster,
                                   WallTime taken, const std::string& path);

// The state of a node that does not run, as of what it had flushed.
[[nodiscard]] Result<Summary> save_directory(const std::string& data_dir, WallTime taken,
                                             const std::string& path);

// Reads every byte: checksums, order, and the form of every object version and record.
[[nodiscard]] Result<Summary> verify(const std::string& path);

struct Restored {
  Summary from;
  MemberId member;  // the only voter of the new life
  ClusterEpoch cluster_epoch;
  Revision revision;  // all before it counts as compacted
};

// Makes state/ and log/ below `data_dir`, which may hold neither: the snapshot's state in a new
// cluster epoch, with `member` (64 random bits) as its only voter. The file is verified first.
// Where identity/ and VERSION are kept from before, the node starts as it is and keeps the
// cluster's secrets; else `shoald --init` makes new ones. All other nodes must join anew.
[[nodiscard]] Result<Restored> restore(const std::string& path, const std::string& data_dir,
                                       MemberId member, WallTime now);

}  // namespace shoal::archive
