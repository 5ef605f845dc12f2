#pragma once
// Disk: a member's durable side. One object owns the log and the state machine and implements the
// raft actor's two seams on two executors: the log's (group commit) and the applier's. It outlives
// every incarnation of the actor, and is the one place where replicated state changes.
//
// Snapshots: one is always offered to raft, at the applied index. The bytes of one that goes out
// are read from an export; those of one that comes in are staged here, on the disk beside the
// state and decoded in memory, until raft decides to install it or has passed it. Installing
// replaces the state first and cuts the log after; a crash in between is made good at the next
// start.
//
// Threads: the seams from the raft actor; store(), export_snapshot(), stage() and staged() from
// any.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "schema/vocab/executor.hpp"
#include "storage/log/log_store.hpp"
#include "storage/replica/apply_page.hpp"
#include "storage/replica/log_tail.hpp"
#include "storage/replica/seams.hpp"
#include "storage/store/state_store.hpp"

namespace shoal::replica {

inline constexpr size_t unseen_bytes_max = 1u << 20;  // applied before readers see it, and told

// Of the log, behind the flushed state, so that a follower that was away for a moment needs no
// snapshot: so many entries or bytes, whichever are fewer, and up to one step more.
struct LogKept {
  uint64_t entries = 50'000;
  size_t bytes = 512u << 20;
  size_t step_bytes = 64u << 20;
};

// Of a witness, which has no state whose size would tell when to cut.
inline constexpr LogKept witness_log_kept{UINT64_MAX, 32u << 20, 32u << 20};

struct DiskParts {
  std::unique_ptr<log::LogStore> log;
  std::unique_ptr<store::StateStore> state;
  Executor* log_executor = nullptr;
  Executor* apply_executor = nullptr;
  Executor* flush_executor = nullptr;  // none: the applier waits for each flush of the state
  // The membership a log that starts at 1 begins with: of a founder, itself; of one who joins,
  // nobody.
  raft::Membership first_membership;
  LogKept log_kept;
  size_t flush_due_bytes = store::flush_due_bytes;  // of state that is applied and not flushed
  // The feature levels that this program knows: it does not begin with a state of another, and
  // stops (forbidden) where the cluster rises above.
  log::Levels levels;
  // The cluster is at this level: told before anything of that level is written.
  std::function<Status(uint32_t level)> on_level;
  // A witness: entries are kept and none is applied, so that its state is the index it has reached.
  bool witness = false;
  // Remembers what is being applied for the process after one that died of it; may be null.
  std::unique_ptr<ApplyPage> page;
  // Called before an entry is applied, where its death is counted (tests); may be null. Of an entry
  // that is skipped nothing can die.
  std::function<void(const raft::Entry&)> before_apply;
  // Called on the applier's executor after the new state can be read from store().
  std::function<void(const store::Applied&)> on_applied;
  // The state was replaced by a snapshot: what was applied in between was never reported.
  std::function<void()> on_replaced;
  // An engine reported an error, or what it holds is damaged, which is final: the process must end,
  // open both again and load. Or the cluster skipped an entry that is in this state
  // (engine::is_damaged): it must be rebuilt. Called once, on whichever thread met it.
  std::function<void(const Status&)> on_fault;
  // A snapshot that is read for somebody else met damage. This member has all of it in memory and
  // may go on, but what it sends is of no use. None: nobody asks.
  std::function<void(const Status&)> on_damage;
};

class Disk final : public LogDisk, public StateMachine {
 public:
  // Loads the state; the log is read when the raft actor opens it.
  static Result<std::unique_ptr<Disk>> create(DiskParts parts);
  ~Disk() override;

  const store::Store& store() const { return store_; }
  const log::LogStore& log() const { return *parts_.log; }
  const store::StateStore& state() const { return *parts_.state; }
  // The log begins above what the state has applied: the state was lost, or is one of long ago. It
  // comes from a peer. As found by create().
  bool state_missing() const { return state_missing_; }
  // Writes what is applied; blocks. For a graceful stop, after the actors have ended: what they
  // gave to the applier goes first.
  Status flush();
  // The entry before which this replica is held, since it killed the process again and again; 0:
  // none. By any thread.
  LogIndex held_at() const { return {held_at_.load()}; }
  // Nothing is given to the executors any more, and jobs that wait there do nothing. Before they
  // end.
  void close();

  // A consistent copy of the applied state, with the membership it stands under; `done` is called
  // on the applier's executor. unavailable: nothing was applied yet.
  struct Exported {
    raft::SnapshotMeta meta;
    std::unique_ptr<store::SnapshotSource> source;
  };
  void export_snapshot(std::function<void(Result<Exported>)> done);

  // Takes in one part of a snapshot, from 0 in order; a part 0 begins anew. conflict: another
  // snapshot is being received, or the same from another member, who may cut it otherwise.
  // bad_request: out of order, or damaged. Blocks for the disk.
  [[nodiscard]] Status stage(MemberId source, const raft::SnapshotMeta& meta, uint64_t number,
                             const Bytes& bytes);
  // Whose snapshot is being received, or is here and not installed yet; 0: nobody's.
  MemberId receiving_from() const;
  // All parts of this snapshot are here. Only then may raft be given its message.
  bool staged(const raft::SnapshotMeta& meta) const;

  void open(uint64_t generation, std::function<void(Result<raft::Start>)> done) override;
  void write(uint64_t generation, raft::Save save, std::function<void(Status)> done) override;
  const raft::LogReader& reader() const override { return *parts_.log; }
  void began(uint64_t generation, raft::SnapshotMeta membership) override;
  void apply(uint64_t generation, std::vector<raft::Entry> entries, raft::SnapshotMeta membership,
             std::function<void(LogIndex)> done) override;
  void seek_skip(uint64_t generation, LogIndex readable,
                 std::function<void(bool found)> done) override;

 private:
  explicit Disk(DiskParts parts) : parts_(std::move(parts)) {}
  raft::Start start_state() const;
  Status stand_at(uint32_t level) const;
  static constexpr uint64_t closed = UINT64_MAX;
  struct WaitingSave {
    uint64_t generation;
    raft::Save save;
    std::function<void(Status)> done;
  };
  void post(Executor* to, std::function<void()> job);
  void write_waiting();
  void write_group(std::vector<WaitingSave>& group);
  Status apply_all(const std::vector<raft::Entry>& entries);
  store::Applied apply_one(const raft::Entry& entry, bool ends);
  Status tell(const std::vector<store::Applied>& step);
  void begin_held();
  void hold(LogIndex index) { held_at_.store(index.value); }
  bool find_skip(LogIndex held, LogIndex readable);
  void keep_small(const std::vector<raft::Entry>& entries, const raft::SnapshotMeta& membership);
  void begin_flush(LogIndex cut, const raft::SnapshotMeta& membership);
  void end_flush(LogIndex reached, LogIndex cut, const raft::SnapshotMeta& membership);
  // What follows is in disk_snapshot.cpp.
  struct Staging {
    MemberId source;
    raft::SnapshotMeta meta;
    std::unique_ptr<store::SnapshotSink> sink;
  };
  Status finish_interrupted_install();
  void offer(const raft::SnapshotMeta& membership, LogIndex index, Term term);
  std::unique_ptr<store::SnapshotSource> telling(std::unique_ptr<store::SnapshotSource> source);
  void install(raft::Save save, std::function<void(Status)> done);
  Result<std::unique_ptr<store::SnapshotSink>> take_whole(const raft::SnapshotMeta& meta);
  Status import(const raft::SnapshotMeta& meta);
  void drop_passed();
  void resume_log(raft::Save save, Status imported, const std::function<void(Status)>& done);
  void on_log(std::function<void()> job);

  void report(const Status& fault);
  bool current(uint64_t generation) const { return generation == generation_.load(); }

  DiskParts parts_;
  store::Store store_;
  std::atomic<uint64_t> generation_{0};
  std::optional<raft::SnapshotMeta> applied_membership_;  // the applier's
  std::atomic<uint64_t> held_at_{0};
  LogIndex sought_;  // the applier's: looked for a skip up to here
  LogIndex skips_;   // the applier's: the newest entry that is left out
  LogTail tail_;     // the applier's
  mutable std::mutex staging_mutex_;
  std::optional<Staging> staging_;  // parts are missing
  // All of it is here. Stays until another is here as well: raft may have decided to install it.
  std::optional<Staging> whole_;
  // The log executor's: while a snapshot is installed on the other one, its jobs wait here in
  // order.
  bool installing_ = false;
  std::deque<std::function<void()>> held_;
  std::recursive_mutex posting_mutex_;  // an executor may run a job at once
  std::mutex saves_mutex_;
  std::deque<WaitingSave> saves_;  // given to write() and not yet taken by the log's executor
  std::atomic<bool> flushing_{false};
  std::atomic<bool> reported_{false};
  bool state_missing_ = false;
  Status log_fault_;    // the log executor's; final
  Status state_fault_;  // the applier's; final
};

}  // namespace shoal::replica
