#pragma once
// What nodes say to each other besides raft, as values, and the payloads of their frames
// (schema/vocab/peer_frame.hpp). Reading accepts any bytes. Pure.

#include <string>
#include <vector>

#include "actors/cluster/rules/state_hashes.hpp"
#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/store/outcome.hpp"

namespace shoal::cluster {

// One part of a snapshot; parts come in order, from 0.
struct Chunk {
  Bytes meta;  // raft::encode(SnapshotMeta) of the whole
  uint64_t number = 0;
  bool last = false;
  Bytes bytes;
};
Bytes encode(const Chunk& chunk);
[[nodiscard]] Result<Chunk> decode_chunk(const Bytes& bytes);

// The leader has another member send its state to `receiver`, and is told how far that is once more
// than `seen` parts were taken. 0 parts: begin.
struct FeedAsk {
  MemberId receiver;
  LogIndex at_least;  // of the state
  uint64_t seen = 0;
};
Bytes encode(const FeedAsk& ask);
[[nodiscard]] Result<FeedAsk> decode_feed_ask(const Bytes& bytes);
struct FeedNews {
  uint64_t taken = 0;  // parts
  bool done = false;
  Bytes meta;  // as Chunk's
};
Bytes encode(const FeedNews& news);
[[nodiscard]] Result<FeedNews> decode_feed_news(const Bytes& bytes);

// What a program of the node asks to read its state as it stands, and is given.
struct SnapshotAsk {
  uint64_t export_id = 0;  // 0: begin one
  uint64_t number = 0;     // of the part, from 0
};
Bytes encode(const SnapshotAsk& ask);
[[nodiscard]] Result<SnapshotAsk> decode_snapshot_ask(const Bytes& bytes);
struct SnapshotPart {
  uint64_t export_id = 0;
  LogIndex applied;  // of the whole
  Term term;
  Bytes bytes;  // empty: there are no more
};
Bytes encode(const SnapshotPart& part);
[[nodiscard]] Result<SnapshotPart> decode_snapshot_part(const Bytes& bytes);

// What one node sees of another. `silent` also while there is no connection.
enum class Sight : uint8_t { alive, refused, silent };
struct Observation {
  NodeName peer;
  Sight sight = Sight::alive;
};
Bytes encode(const Observation& observation);
[[nodiscard]] Result<Observation> decode_observation(const Bytes& bytes);

struct NodeStatus {
  MemberId member;
  std::string role;  // Leader, Voter, Learner
  Term term;
  LogIndex applied;
  LogIndex held_at;  // before which it is held; 0: none
};
Bytes encode(const NodeStatus& status);
[[nodiscard]] Result<NodeStatus> decode_node_status(const Bytes& bytes);

// Ascending by index, at most state_hashes_kept. Read as none when the hashes are of another form
// than ours.
Bytes encode(const std::deque<StateHash>& hashes);
[[nodiscard]] Result<std::deque<StateHash>> decode_state_hashes(const Bytes& bytes);

Bytes encode_skip(LogIndex index);
[[nodiscard]] Result<LogIndex> decode_skip(const Bytes& bytes);

Bytes encode(const store::Outcome& outcome);
[[nodiscard]] Result<store::Outcome> decode_outcome(const Bytes& bytes);

// An actor as other nodes are told of it.
struct ActorRow {
  std::string path;
  std::string kind;
  std::string state;
  uint64_t restarts = 0;
  uint64_t generation = 0;
  uint64_t mailbox_depth = 0;
  Duration oldest_message{};
  WallTime started{};
  uint64_t handled = 0;
  uint64_t quarantined = 0;
  std::string last_crash;
  std::string handling;
};
inline constexpr size_t actor_rows_max = 200'000;
Bytes encode(const std::vector<ActorRow>& rows);
[[nodiscard]] Result<std::vector<ActorRow>> decode_actor_rows(const Bytes& bytes);

// Transactions for the leader, in frames of at most submit_bytes_max (or one transaction).
inline constexpr size_t submit_bytes_max = 1u << 20;
std::vector<Bytes> encode_submits(const std::vector<Bytes>& transactions);
// Slices of `bytes`.
[[nodiscard]] Result<std::vector<Bytes>> decode_submit(const Bytes& bytes);

}  // namespace shoal::cluster
