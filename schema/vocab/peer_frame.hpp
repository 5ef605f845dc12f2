#pragma once
// What frames between nodes carry: Frame::type of every message that leaves a node. The numbers are
// on the wire: they only grow. A reader switches over all of them; an unknown one is dropped. Pure.

#include <cstdint>
#include <optional>

namespace shoal {

enum class PeerFrame : uint32_t {
  raft = 1,    // message, control: one raft message (schema/internal/raft.capnp)
  submit = 2,  // message, control: transactions for the leader's log
  snapshot_chunk =
      3,            // request, bulk: a part of a state snapshot, before raft's `snapshot` message
  observation = 4,  // message, control: what the sender sees of another node
  status = 5,       // request, control: role, term and applied index of the receiver
  actor_tree = 6,   // request, bulk: the receiver's actors
  actor_kill = 7,   // request, control: kills the actor of this path
  raft_status = 8,  // request, control: what the receiver knows of the log and its group, as JSON
  propose = 9,      // request, from clients: one transaction; answered with its outcome
  members = 10,     // message, bulk: all members, for whom its own state does not tell
  snapshot_read = 11,  // request, from clients: a part of this node's state as it stands
  state_hashes = 12,   // message, control: of the sender's state at the newest compared entries
  skip = 13,           // request, from clients: that the cluster skip an entry which kills
  program = 14,        // message, control: the sender's member record, with what its program knows
  snapshot_feed = 15,  // request, control: have the receiver send its state to another member
  disk = 16,           // message, control: the room on the sender's disk
  remove_member = 17,  // request, from clients: the name of a member that is gone for good
};

constexpr std::optional<PeerFrame> peer_frame(uint32_t type) {
  if (type < static_cast<uint32_t>(PeerFrame::raft) ||
      type > static_cast<uint32_t>(PeerFrame::remove_member))
    return std::nullopt;
  return static_cast<PeerFrame>(type);
}

}  // namespace shoal
