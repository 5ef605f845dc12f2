#pragma once
// Disk: a member's durable side. One object owns the log and the state machine and implements the raft
// actor's two seams on two executors: the log's (group commit) and the applier's. It outlives every
// incarnation of the actor, and is the one place where replicated state changes.
//
// Threads: the seams from the raft actor; store() from any thread.

#include <atomic>
#include <functional>
#include <memory>

#include "schema/vocab/executor.hpp"
#include "storage/log/log_store.hpp"
#include "storage/replica/seams.hpp"
#include "storage/store/state_store.hpp"

namespace shoal::replica {

struct DiskParts {
  std::unique_ptr<log::LogStore> log;
  std::unique_ptr<store::StateStore> state;
  Executor* log_executor = nullptr;
  Executor* apply_executor = nullptr;
  // The membership a log that starts at 1 begins with: of a founder, itself; of one who joins, nobody.
  raft::Membership first_membership;
  // Entries kept behind the flushed state, so that a follower that was away for a moment needs no
  // snapshot.
  uint64_t entries_kept = 50'000;
  // Called on the applier's executor after the new state can be read from store().
  std::function<void(const store::Applied&)> on_applied;
  // The state was replaced by a snapshot: what was applied in between was never reported.
  std::function<void()> on_replaced;
};

class Disk final : public LogDisk, public StateMachine {
 public:
  // Loads the state; the log is read when the raft actor opens it.
  static Result<std::unique_ptr<Disk>> create(DiskParts parts);
  ~Disk() override;

  const store::Store& store() const { return store_; }
  const log::LogStore& log() const { return *parts_.log; }
  // Writes what is applied; blocks. For a graceful stop, after the actors have ended.
  Status flush();

  void open(uint64_t generation, std::function<void(Result<raft::Start>)> done) override;
  void write(uint64_t generation, raft::Save save, std::function<void(Status)> done) override;
  const raft::LogReader& reader() const override { return *parts_.log; }
  void apply(uint64_t generation, std::vector<raft::Entry> entries, raft::SnapshotMeta membership,
             std::function<void(LogIndex)> done) override;

 private:
  explicit Disk(DiskParts parts) : parts_(std::move(parts)) {}
  raft::Start start_state() const;
  Status apply_one(const raft::Entry& entry);
  void keep_small(const raft::SnapshotMeta& membership);
  bool current(uint64_t generation) const { return generation == generation_.load(); }

  DiskParts parts_;
  store::Store store_;
  std::atomic<uint64_t> generation_{0};
  Status log_fault_;    // the log executor's; final
  Status state_fault_;  // the applier's; final
};

}  // namespace shoal::replica
