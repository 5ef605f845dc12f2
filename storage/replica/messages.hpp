#pragma once
// What the raft actor is told, and what it tells. Plain values; the replies come from the actor's
// own thread of execution and must only hand over.

#include <functional>
#include <string>
#include <vector>

#include "schema/actor/reply.hpp"
#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::replica {

// From a peer; the link has proved who sent it.
struct PeerMessage {
  raft::Message message;
};

// Encoded transactions to put into the log (storage/log/transaction.hpp). Nothing is answered:
// their origin sees the outcomes when its own replica applies them, and proposes the same bytes
// again when it does not. Dropped by a member that does not lead.
struct Submit {
  std::vector<Bytes> transactions;
};

// Answers with the index a replica must have applied before a read that began now may be answered.
struct ReadIndex {
  Reply<LogIndex> reply;
};

// Answered when the change is in the log; it takes effect then (raft's rule), and is visible in
// Status.
struct ChangeMembers {
  raft::ConfChange change;
  Reply<Done> reply;
};

struct TransferLeadership {
  MemberId to;
  Reply<Done> reply;
};

struct GetStatus {
  Reply<raft::RaftStatus> reply;
};

// The control link to a member closed and an immediate reconnect was refused.
struct PeerRefused {
  MemberId peer;
};
// The control link to a member is up, for the first time or again.
struct PeerReached {
  MemberId peer;
};
// Messages to a member may have been lost.
struct PeerUnreachable {
  MemberId peer;
};

// What became of a snapshot's parts on their way to a member. Delivered: raft's own message
// followed.
struct SnapshotReport {
  MemberId peer;
  bool delivered = false;
};

// The disk makes no progress or has no room, or all is well with it again.
struct Stalled {
  bool stalled;
};

// Who leads, as this member knows it. Sent to listeners when it changes, and kept in Leadership.
struct LeaderChanged {
  MemberId leader;  // 0: nobody known
  Term term;
  bool self = false;
};

}  // namespace shoal::replica
