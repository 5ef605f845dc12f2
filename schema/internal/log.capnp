@0xd6a1f3c2b7e94815;
# The log's format (docs/formats.md). One Entry is the payload of one Raft entry. Ordinals only grow.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("shoal::log::wire");

struct Entry {
  formatLevel @0 :UInt32;
  # The same for this message: 1 so far.
  clusterEpoch @1 :UInt64;
  timeNs @2 :Int64;
  # Unix time in nanoseconds, stamped by the leader, never smaller than the previous entry's.
  transactions @3 :List(Data);
  # Each one a Transaction message, as its proposer encoded it: group commit copies, never re-encodes.
}

struct Transaction {
  formatLevel @0 :UInt32;
  # The feature level that brought the newest of its parts. Refused while the cluster is below.
  origin @1 :Text;
  # Who proposes: "shard/NAME" or "node/NAME".
  instance @2 :UInt64;
  # The shard's epoch, or the start of the node's process; grows with every opening of the origin.
  sequence @3 :UInt64;
  # From one counter of the process, from 1.
  user @4 :Text;
  trace @5 :UInt64;
  cause @6 :UInt64;
  guards @7 :List(Guard);
  writes @8 :List(Write);
  records @9 :List(Record);
}

struct Guard {
  # What must hold when the transaction is applied; otherwise all of it is refused.
  subject @0 :Text;
  # An object's key, or the name of a shard, node, counter or claim pool.
  union {
    absent @1 :Void;
    uid @2 :Text;
    revision @3 :UInt64;
    shardEpoch @4 :UInt64;
    nodeEpoch @5 :UInt64;
    namespaceActive @6 :Void;
    counter @7 :Counter;
    claim @8 :Claim;
    placementSequence @9 :UInt64;
    levelAtMost @10 :UInt32;
    # Since feature level 2.
  }
}

struct Counter {
  delta @0 :Int64;
  limit @1 :Int64;
}

struct Claim {
  value @0 :Text;
  holder @1 :Text;
}

struct IndexKey {
  index @0 :Text;
  value @1 :Text;
}

struct Write {
  key @0 :Text;
  uid @1 :Text;
  flags @2 :UInt32;
  indexes @3 :List(IndexKey);
  touchedNodes @4 :List(Text);
  encoding @5 :UInt8;
  union {
    delete @6 :Void;
    body @7 :Data;
  }
}

struct Record {
  subject @0 :Text;
  # A shard, node, counter, claim pool or key prefix.
  union {
    originOpen @1 :UInt64;
    shardEpochRaise @2 :ShardEpochRaise;
    nodeEpochRaise @3 :UInt64;
    counterAdd @4 :Int64;
    counterSet @5 :Int64;
    claim @6 :Claim;
    release @7 :Claim;
    placementSequence @8 :Void;
    compaction @9 :UInt64;
    expiry @10 :Expiry;
    featureLevel @11 :UInt32;
    skip @12 :UInt64;
  }
}

struct ShardEpochRaise {
  epoch @0 :UInt64;
  node @1 :Text;
  # The shard's new host.
}

struct Expiry {
  upTo @0 :UInt64;
  # Objects last changed at or below this revision.
  limit @1 :UInt32;
}
