#pragma once
// Progress: what a leader believes of one peer's log, and how much it may send it. Pure values.
// probe: the match point is being searched, one append at a time. replicate: optimistic pipeline.
// snapshot: entries are gone, a snapshot is on its way; no entries until it has arrived.

#include <deque>

#include "storage/raft/raft.hpp"

namespace shoal::raft {

// Appends sent and not acknowledged: bounded by count and by bytes.
class Inflights {
 public:
  Inflights(size_t count_max, size_t bytes_max) : count_max_(count_max), bytes_max_(bytes_max) {}
  void add(LogIndex last, size_t bytes);
  void free_up_to(LogIndex index);
  void clear();
  bool full() const { return sent_.size() >= count_max_ || bytes_ >= bytes_max_; }
  size_t count() const { return sent_.size(); }

 private:
  struct Sent {
    LogIndex last;
    size_t bytes;
  };
  std::deque<Sent> sent_;
  size_t bytes_ = 0;
  size_t count_max_;
  size_t bytes_max_;
};

struct Progress {
  explicit Progress(const Config& config)
      : inflights(config.inflight_max, config.inflight_bytes_max) {}

  ReplicaState state = ReplicaState::probe;
  LogIndex match;                // known to be durable there
  LogIndex next{1};              // the next entry to send
  LogIndex pending_snapshot;     // in state snapshot: its index
  LogIndex sent_commit;          // the highest commit index it may have heard
  LogIndex calm_at;              // the last entry, when it answered a heartbeat and had it
  uint64_t acked_round = 0;      // the newest read round it echoed
  bool recently_active = false;  // heard since the last check of the quorum
  bool active_before = false;    // the same at that check
  bool probe_sent = false;       // in state probe: one append is under way
  bool state_under_way = false;  // a snapshot beside its entries, until it is reported
  int state_pause = 0;           // ticks until another one may follow
  Inflights inflights;

  bool heard_lately() const { return recently_active || active_before; }
  void become_probe();
  void become_replicate();
  void become_snapshot(LogIndex index);
  // An acknowledgement up to index; false if it brings nothing new.
  bool acknowledge(LogIndex index);
  // A refusal of the append after `refused`; `hint` is where the logs may agree. False when stale.
  bool refuse(LogIndex refused, LogIndex hint);
  void sent(LogIndex last, size_t entries, size_t bytes);
  bool paused() const;
  // A commit index worth an append of its own: the peer holds entries that it does not know about.
  bool can_learn_commit(LogIndex commit) const {
    return commit > sent_commit && sent_commit < next.previous();
  }
};

}  // namespace shoal::raft
