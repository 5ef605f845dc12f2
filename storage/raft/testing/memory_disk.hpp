#pragma once
// MemoryDisk: a member's durable state for tests. Writes wait in a queue until they are completed
// one by one; a crash forgets those that wait.

#include <deque>

#include "storage/raft/log_reader.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::raft::testing {

class MemoryDisk : public LogReader {
 public:
  LogIndex first_index() const override { return first_; }
  LogIndex last_index() const override { return {first_.value + entries_.size() - 1}; }
  std::optional<Term> term(LogIndex index) const override;
  std::vector<Entry> entries(LogIndex from, LogIndex end, size_t bytes_max) const override;
  std::optional<SnapshotMeta> snapshot() const override { return snapshot_; }

  void enqueue(Save save) { waiting_.push_back(std::move(save)); }
  size_t waiting() const { return waiting_.size(); }
  // Makes the oldest waiting write durable and returns it.
  Save complete();
  void lose_waiting() { waiting_.clear(); }
  // The state machine as it stands can be sent as a snapshot.
  void offer(const SnapshotMeta& snapshot) { snapshot_ = snapshot; }
  void lose_snapshot() { snapshot_.reset(); }
  // As of first_index() - 1; of no meaning for a log that begins at 1.
  const SnapshotMeta& start() const { return start_; }
  // Cuts the log up to the snapshot's index.
  void compact(const SnapshotMeta& snapshot);
  // As found at a start: entries and hard state from nowhere.
  void preset(HardState hard_state, std::vector<Entry> entries);
  const HardState& hard_state() const { return hard_state_; }

 private:
  std::deque<Save> waiting_;
  LogIndex first_{1};
  SnapshotMeta start_;
  std::vector<Entry> entries_;
  std::optional<SnapshotMeta> snapshot_;
  HardState hard_state_;
};

}  // namespace shoal::raft::testing
