#pragma once
// The values of the log (schema/internal/log.capnp, docs/formats.md) and their encoding. Pure.
// Decoding is total: any bytes give a value or a Status (Code::bad_request; Code::too_large beyond
// a bound below; Code::unavailable for a feature level above the one given), and never throw.
// Bodies are never looked into.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/log/level/feature_level.hpp"
#include "storage/store/object.hpp"

namespace shoal::log {

// Bounds, checked before proposing and again in apply.
inline constexpr size_t entry_bytes_max = 16u << 20;
inline constexpr size_t entry_transactions_max = 4096;
inline constexpr size_t transaction_bytes_max = 4u << 20;
inline constexpr size_t transaction_parts_max = 4096;  // each of guards, writes, records
inline constexpr size_t key_bytes_max = 1024;          // and any other name
inline constexpr size_t write_indexes_max = 64;        // and touched nodes of one write
inline constexpr size_t expiry_objects_max = 4096;  // one expiry record deletes at most this many

// Who proposes, so that a proposal can be repeated: a controller shard under an epoch, or a process
// of a node. Opening a name with a higher instance closes the lower ones.
struct Origin {
  std::string name;       // shard_origin() or node_origin()
  uint64_t instance = 0;  // the shard's epoch; the node's process start (unix ns), made to grow
  auto operator<=>(const Origin&) const = default;
};
std::string shard_origin(std::string_view shard);  // "shard/deployments-0"
std::string node_origin(std::string_view node);    // "node/n1"

// Guards: what must hold in apply. The first that does not refuses the whole transaction.
namespace guard {
struct Absent {
  std::string key;
  bool operator==(const Absent&) const = default;
};
struct HasUid {
  std::string key;
  Uid uid;
  bool operator==(const HasUid&) const = default;
};
struct AtRevision {
  std::string key;
  Revision revision;
  bool operator==(const AtRevision&) const = default;
};
struct AtShardEpoch {
  std::string shard;
  ShardEpoch epoch;
  bool operator==(const AtShardEpoch&) const = default;
};
struct AtNodeEpoch {
  NodeName node;
  NodeEpoch epoch;
  bool operator==(const AtNodeEpoch&) const = default;
};
// The namespace object of this key exists and is not terminating.
struct NamespaceActive {
  std::string key;
  bool operator==(const NamespaceActive&) const = default;
};
// counter += delta, refused when a positive delta would pass the limit. Never below zero.
struct Counter {
  std::string counter;
  int64_t delta = 0;
  int64_t limit = 0;
  bool operator==(const Counter&) const = default;
};
// value of this pool is free or held by `holder`; from then on holder holds it.
struct Claim {
  std::string pool;
  std::string value;
  std::string holder;
  bool operator==(const Claim&) const = default;
};
struct PlacementSequence {
  NodeName node;
  uint64_t sequence = 0;
  bool operator==(const PlacementSequence&) const = default;
};
// The cluster has not risen above this feature level. Since level 2.
struct LevelAtMost {
  uint32_t level = 0;
  bool operator==(const LevelAtMost&) const = default;
};
}  // namespace guard
using Guard = std::variant<guard::Absent, guard::HasUid, guard::AtRevision, guard::AtShardEpoch,
                           guard::AtNodeEpoch, guard::NamespaceActive, guard::Counter, guard::Claim,
                           guard::PlacementSequence, guard::LevelAtMost>;

// One object put or deleted. A transaction names a key at most once.
struct Write {
  std::string key;
  Uid uid;
  uint32_t flags = 0;  // store::ObjectFlag
  std::vector<store::IndexKey> indexes;
  std::vector<NodeName> touched_nodes;  // their placement sequences rise by one
  store::Encoding encoding = store::Encoding::plain;
  std::optional<Bytes> body;  // nothing: delete
  bool operator==(const Write&) const = default;
};

// Records: what apply itself understands. They take no revision.
namespace record {
// Must come from the origin itself; refused unless the instance is higher than any seen.
struct OriginOpen {
  std::string origin;
  uint64_t instance = 0;
  bool operator==(const OriginOpen&) const = default;
};
// Refused unless it rises. `node` hosts the shard from now on.
struct ShardEpochRaise {
  std::string shard;
  ShardEpoch epoch;
  NodeName node;
  bool operator==(const ShardEpochRaise&) const = default;
};
struct NodeEpochRaise {
  NodeName node;
  NodeEpoch epoch;
  bool operator==(const NodeEpochRaise&) const = default;
};
struct CounterAdd {
  std::string counter;
  int64_t delta = 0;
  bool operator==(const CounterAdd&) const = default;
};
struct CounterSet {
  std::string counter;
  int64_t value = 0;
  bool operator==(const CounterSet&) const = default;
};
// Takes it over from whoever holds it (repair); guard::Claim is the polite form.
struct Claim {
  std::string pool;
  std::string value;
  std::string holder;
  bool operator==(const Claim&) const = default;
};
// Nothing happens when somebody else holds it.
struct Release {
  std::string pool;
  std::string value;
  std::string holder;
  bool operator==(const Release&) const = default;
};
struct PlacementSequence {
  NodeName node;
  bool operator==(const PlacementSequence&) const = default;
};
// History at and below this revision is gone.
struct Compaction {
  Revision revision;
  bool operator==(const Compaction&) const = default;
};
// Deletes objects under the prefix last changed at or below up_to, at most `limit` in key order;
// each deletion takes a revision as any other.
struct Expiry {
  std::string prefix;
  Revision up_to;
  uint32_t limit = 0;
  bool operator==(const Expiry&) const = default;
};
// Refused unless it is the next: levels rise one by one.
struct FeatureLevel {
  uint32_t level = 0;
  bool operator==(const FeatureLevel&) const = default;
};
struct Skip {
  LogIndex index;
  bool operator==(const Skip&) const = default;
};
}  // namespace record
using Record = std::variant<record::OriginOpen, record::ShardEpochRaise, record::NodeEpochRaise,
                            record::CounterAdd, record::CounterSet, record::Claim, record::Release,
                            record::PlacementSequence, record::Compaction, record::Expiry,
                            record::FeatureLevel, record::Skip>;

struct Transaction {
  Origin origin;
  OriginSequence sequence;  // from 1
  std::string user;
  TraceId trace;
  uint64_t cause = 0;  // the message that led to it
  std::vector<Guard> guards;
  std::vector<Write> writes;
  std::vector<Record> records;
  bool operator==(const Transaction&) const = default;
};

struct Entry {
  ClusterEpoch cluster_epoch;       // from 1, rising by one with each recovery or restore
  WallTime time{};                  // the leader's stamp: never smaller than the previous entry's
  std::vector<Bytes> transactions;  // encoded; each may be malformed by itself
};

// The feature level a cluster must have for this to be proposed. Written with the transaction.
uint32_t level_of(const Guard& guard);
uint32_t level_of(const Transaction& transaction);

// Encoding checks the bounds, so that what is proposed is what apply accepts.
[[nodiscard]] Result<Bytes> encode(const Transaction& transaction);
// `level`: the cluster's, above which nothing is read; by default all that this program knows.
[[nodiscard]] Result<Transaction> decode_transaction(const Bytes& bytes,
                                                     uint32_t level = Levels{}.highest);

// Group commit: many encoded transactions in one entry, copied and not re-encoded.
[[nodiscard]] Result<Bytes> encode_entry(ClusterEpoch epoch, WallTime time,
                                         std::span<const Bytes> transactions);
// The transactions are slices of `bytes`. Only the entry's own shape is checked here.
[[nodiscard]] Result<Entry> decode_entry(const Bytes& bytes, uint32_t level = Levels{}.highest);

}  // namespace shoal::log
