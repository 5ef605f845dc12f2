@0xc8b1d5e27fa34960;
# What the cluster keeps about itself in replicated state, and what its nodes say to each other besides
# raft. Fields are added at the end and never renumbered: nodes of different versions talk.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("shoal::cluster::wire");

struct Member {
  # Body of the object shoal.dev/members/NAME.
  name @0 :Text;
  id @1 :UInt64;
  # Raft's member id: 64 random bits, as old as the node's log.
  pin @2 :Data;
  # SHA-256 of its public key, 32 bytes.
  host @3 :Text;
  port @4 :UInt16;
  # Where it listens for peers.
  api @5 :Text;
  # host:port of its API server.
  zone @6 :Text;
  podCidr @7 :Text;
  generation @8 :UInt64;
  # How often its log was lost and it came back under a new id.
  dead @9 :Bool;
  # Declared dead and not yet back.
  witness @10 :Bool;
  # Votes, keeps a log, has no state and never leads.
  lowestLevel @11 :UInt32;
  highestLevel @12 :UInt32;
  # The feature levels its program knows; 0: from before there were any.
}

struct Members {
  all @0 :List(Member);
  revision @1 :UInt64;
  # Of the state they were read from, where a witness is told: an older list does not replace a newer.
  featureLevel @2 :UInt32;
  # Of that state; 0: not told.
}

struct StoredToken {
  # Body of the object shoal.dev/jointokens/ID.
  hash @0 :Text;
  # SHA-256 of the secret, hexadecimal.
  expiresNs @1 :Int64;
  # Unix time.
}

struct JoinRequest {
  token @0 :Text;
  # ID.SECRET
  member @1 :Member;
  # Without generation and death; podCidr is a wish or empty.
  life @2 :UInt64;
  # Not 0: nobody wants to join. The asker's disk is of this life (cluster epoch): does it go on?
}

struct JoinAnswer {
  # Travels inside a TLS link to a key that the token pinned.
  cluster @0 :Text;
  caCertificate @1 :Text;
  caKey @2 :Text;
  serviceAccountKey @3 :Text;
  dataKey @4 :Data;
  members @5 :List(Member);
}

struct Chunk {
  # One part of a snapshot, in order.
  meta @0 :Data;
  # raft.capnp's SnapshotMeta of the whole.
  number @1 :UInt64;
  last @2 :Bool;
  bytes @3 :Data;
}

struct FeedAsk {
  # Whoever leads has another member send its state to `receiver`, and asks again until it has arrived.
  receiver @0 :UInt64;
  # Member id.
  atLeast @1 :UInt64;
  # The state's index may not be lower, or the log would not continue it.
  seen @2 :UInt64;
  # Parts that the asker knows to have been taken; answered once there are more. 0: begin.
}

struct FeedNews {
  taken @0 :UInt64;
  done @1 :Bool;
  meta @2 :Data;
  # raft.capnp's SnapshotMeta of what is sent.
}

struct SnapshotAsk {
  # A program of the node reads its state as it stands.
  export @0 :UInt64;
  # 0: begin one.
  number @1 :UInt64;
  # Of the part, from 0 in order.
}

struct SnapshotPart {
  export @0 :UInt64;
  applied @1 :UInt64;
  term @2 :UInt64;
  # Of the whole.
  bytes @3 :Data;
  # None: there are no more.
}

struct Observation {
  # What the sender sees of `peer`, told to all others when it changes.
  peer @0 :Text;
  sight @1 :Sight;
  enum Sight {
    alive @0;
    refused @1;
    # The control link closed and nobody listens at its port.
    silent @2;
    # Nothing heard for longer than measured latency explains, or the link is down.
  }
}

struct DiskSaying {
  # What a member says of its disk, to all others.
  state @0 :UInt8;
  # 0 there is room, 1 below the soft mark, 2 below the critical one.
  free @1 :UInt64;
  size @2 :UInt64;
  needed @3 :UInt64;
  # Bytes: the soft mark.
}

struct NodeStatus {
  member @0 :UInt64;
  role @1 :Text;
  term @2 :UInt64;
  applied @3 :UInt64;
  heldAt @4 :UInt64;
  # The entry before which it is held, since it kills; 0: none.
}

struct StateHashes {
  # What the sender's state was after these entries, as one hash each.
  all @0 :List(StateHash);
  form @1 :UInt32;
  # Of the hash: those of another form say nothing.
  struct StateHash {
    index @0 :UInt64;
    hash @1 :UInt64;
  }
}

struct SkipAsk {
  # A program of the node asks that the cluster skip this entry.
  index @0 :UInt64;
}

struct Outcome {
  # What became of a transaction that a program of the node proposed.
  refusal @0 :UInt8;
  # store::Refusal; 0: committed.
  part @1 :UInt32;
  have @2 :UInt64;
  first @3 :UInt64;
  last @4 :UInt64;
}

struct ActorList {
  all @0 :List(Actor);
  struct Actor {
    path @0 :Text;
    kind @1 :Text;
    state @2 :Text;
    restarts @3 :UInt64;
    generation @4 :UInt64;
    mailboxDepth @5 :UInt64;
    oldestMessageNs @6 :Int64;
    startedNs @7 :Int64;
    handled @8 :UInt64;
    quarantined @9 :UInt64;
    lastCrash @10 :Text;
    handling @11 :Text;
  }
}
