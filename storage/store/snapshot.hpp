#pragma once
// Snapshot: all current objects at one revision, immutable and O(1) to take and to copy. Any thread
// may read one for as long as it likes; what it keeps alive is only what has changed since. Pure.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/store/object.hpp"

namespace shoal::store {

struct SnapshotState;  // the persistent trees, in snapshot.cpp

class Snapshot {
 public:
  Snapshot();  // empty, revision 0
  explicit Snapshot(std::shared_ptr<const SnapshotState> state);

  // The revision of the last change it contains, and the log index it reflects.
  Revision revision() const;
  LogIndex applied() const;

  // Null when there is none. Under a microsecond.
  ObjectPtr get(std::string_view key) const;

  // Objects whose key starts with `prefix` and is > `after` (empty: from the start), in key order,
  // until `visit` returns false.
  void scan(std::string_view prefix, std::string_view after,
            const std::function<bool(const ObjectPtr&)>& visit) const;
  size_t count(std::string_view prefix) const;

  // Objects that carry this index key, in key order: by_index("owner", uid), by_index("node",
  // "n1").
  void by_index(std::string_view index, std::string_view value,
                const std::function<bool(const ObjectPtr&)>& visit) const;

  // Replicated records that are not objects (formats.md): epochs, counters, claims.
  ShardEpoch shard_epoch(std::string_view shard) const;
  NodeEpoch node_epoch(std::string_view node) const;
  uint64_t placement_sequence(std::string_view node) const;
  NodeName shard_host(std::string_view shard) const;  // empty: nobody yet
  int64_t counter(std::string_view counter) const;
  std::string claim_holder(std::string_view pool, std::string_view value) const;  // empty: free
  // The claimed values of a pool, in order, until `visit` returns false.
  void claims(
      std::string_view pool,
      const std::function<bool(std::string_view value, std::string_view holder)>& visit) const;
  uint64_t origin_instance(std::string_view origin) const;  // 0: never opened
  uint32_t feature_level() const;                           // log::level_first until it is raised
  bool skipped(LogIndex entry) const;
  ClusterEpoch cluster_epoch() const;

 private:
  std::shared_ptr<const SnapshotState> state_;
};

}  // namespace shoal::store
