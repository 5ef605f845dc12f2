#pragma once
// What the raft actor drives: the log's disk and the applier. Both outlive its incarnations and
// work on executors of their own, in order. Every call carries the incarnation's generation: open()
// closes the one before, so that a job of a dead incarnation is either done before open answers, or
// never done.

#include <functional>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/raft/log_reader.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::replica {

// Callbacks run on the executor; they only post.
class LogDisk {
 public:
  virtual ~LogDisk() = default;
  // What is on the disk, once everything written before is written or dropped. The start's applied
  // index and membership are the state machine's.
  virtual void open(uint64_t generation, std::function<void(Result<raft::Start>)> done) = 0;
  // Makes one save durable. A failed one is final: the disk refuses all later ones.
  virtual void write(uint64_t generation, raft::Save save, std::function<void(Status)> done) = 0;
  // For raft's reads of saved entries; thread safe.
  virtual const raft::LogReader& reader() const = 0;
};

class StateMachine {
 public:
  virtual ~StateMachine() = default;
  // Once an incarnation has read the log: the membership at the applied index, so that a snapshot
  // can be offered before anything new is applied.
  virtual void began(uint64_t generation, raft::SnapshotMeta membership) = 0;
  // Applies entries in order and reports the last index. `membership` is the membership effective
  // at that index, kept beside the state for the next start.
  virtual void apply(uint64_t generation, std::vector<raft::Entry> entries,
                     raft::SnapshotMeta membership, std::function<void(LogIndex)> done) = 0;
  // Of a replica that is held before an entry (raft::Start::held_at): whether what follows it, up
  // to `readable`, skips it. Then it will be skipped when it is applied, and is held no more.
  virtual void seek_skip(uint64_t generation, LogIndex readable,
                         std::function<void(bool found)> done) = 0;
};

// How messages leave: the cluster's layer knows which node a member is and which link leads there.
class PeerSender {
 public:
  virtual ~PeerSender() = default;
  virtual void send(const raft::Message& message) = 0;
  // Repeats and answers these from now on, in the place of all before, unless not renewed in time
  // (pulse_board.hpp).
  virtual void set_pulses(std::vector<raft::Pulse> pulses, MonoTime until) = 0;
  virtual void renew_pulses(MonoTime until) = 0;
  virtual MonoTime heard(MemberId peer) const = 0;  // MonoTime::min(): not yet
};

}  // namespace shoal::replica
