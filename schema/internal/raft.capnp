@0xe1f4b7a2c95d3806;
# What members of a raft group say to each other, and the head of a snapshot. The meaning of every
# field by message type stands in storage/raft/types.hpp; this file is only the form on the wire.
# Fields are added at the end and never renumbered: members of different versions talk.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("shoal::raft::wire");

enum MessageType {
  preVote @0;
  preVoteReply @1;
  vote @2;
  voteReply @3;
  append @4;
  appendReply @5;
  heartbeat @6;
  heartbeatReply @7;
  snapshot @8;
  timeoutNow @9;
  readIndex @10;
  readIndexReply @11;
}

enum EntryKind {
  normal @0;
  confChange @1;
}

struct Entry {
  term @0 :UInt64;
  index @1 :UInt64;
  kind @2 :EntryKind;
  data @3 :Data;
}

struct Membership {
  # Member ids; each list ascending, without duplicates.
  voters @0 :List(UInt64);
  votersOutgoing @1 :List(UInt64);
  learners @2 :List(UInt64);
  learnersNext @3 :List(UInt64);
  witnesses @4 :List(UInt64);
  autoLeave @5 :Bool;
}

struct SnapshotMeta {
  index @0 :UInt64;
  term @1 :UInt64;
  membership @2 :Membership;
  membershipIndex @3 :UInt64;
}

struct Message {
  type @0 :MessageType;
  from @1 :UInt64;
  to @2 :UInt64;
  term @3 :UInt64;
  index @4 :UInt64;
  logTerm @5 :UInt64;
  commit @6 :UInt64;
  hint @7 :UInt64;
  context @8 :UInt64;
  reject @9 :Bool;
  force @10 :Bool;
  entries @11 :List(Entry);
  snapshot @12 :SnapshotMeta;
}
