#pragma once
// LogStore: Raft's log, hard state and this member's identity on an Engine of Durability::log. What
// raft asked to save is in one synced batch; it is the LogReader that raft reads through.
//
// Threads: save, install_snapshot and compact by one writer thread; everything else by any thread.
// Errors are final, as the engine's are: close, open again. Every stored entry carries a checksum
// over term, kind and payload; a damaged or missing one in the middle refuses to open
// (engine::damaged), and is told when it is met later.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "storage/engine/walk.hpp"
#include "storage/raft/log_reader.hpp"

namespace shoal::log {

inline constexpr size_t tail_bytes_max = 16u << 20;  // newest entries kept in memory for readers

// What an open log holds besides entries.
struct LogState {
  MemberId member;
  raft::HardState hard_state;
  LogIndex first;  // the first entry still here
  LogIndex last;   // first - 1: none
};

// Of a log as it was opened: entries up to this one, since the step before, and their bytes as
// raft::entry_size counts them. Steps are of step_bytes or more.
struct LogStep {
  LogIndex upto;
  size_t bytes;
};
inline constexpr size_t step_bytes = 64u << 10;

class LogStore : public raft::LogReader {
 public:
  // An empty log is given `fresh_member`, 64 random bits; one that exists keeps its own.
  [[nodiscard]] static Result<std::unique_ptr<LogStore>> open(
      std::unique_ptr<engine::Engine> engine, MemberId fresh_member);
  ~LogStore() override;

  LogState state() const;
  std::vector<LogStep> take_steps() { return std::move(steps_); }  // once

  // Told of every entry that is to be here and cannot be read: on the reader's thread, with what
  // engine::is_damaged says. Set before anybody reads.
  void on_unreadable(std::function<void(const Status&)> tell) { unreadable_ = std::move(tell); }

  // Reads on through what the disk holds and checks it; how many bytes. damaged: what it met is.
  engine::Walk walk() const;
  [[nodiscard]] Result<size_t> check(engine::Walk& walk, size_t bytes_max) const;

  // What raft's Ready::save says, in one synced batch: the hard state, and the entries, which
  // replace what the log holds from the first of them on. They must continue the log: index between
  // first_index and last_index + 1. A commit index that moved alone is written with the next batch.
  // save.snapshot goes first, through install_snapshot.
  [[nodiscard]] Status save(const raft::Save& save);
  // Several, without snapshots, in one batch with one sync, as if one after another.
  [[nodiscard]] Status save(std::span<const raft::Save> saves);

  // After the state machine holds a snapshot, flushed and synced: the log starts behind it. Keeps
  // entries behind it when the log holds the snapshot's own entry with the same term. Idempotent.
  [[nodiscard]] Status install_snapshot(const raft::SnapshotMeta& meta);

  // Before a snapshot's state is put on the disk: remembers which, so that a start after a crash in
  // between knows the membership that the state stands under.
  [[nodiscard]] Status expect_snapshot(const raft::SnapshotMeta& meta);
  [[nodiscard]] Result<std::optional<raft::SnapshotMeta>> expected_snapshot() const;

  // Drops entries up to and including `index`, but never above `flushed`, the last applied index
  // that the state database has flushed. `meta` is the membership as of `index`, for the next
  // start.
  [[nodiscard]] Status compact(LogIndex index, LogIndex flushed, const raft::SnapshotMeta& meta);

  // The membership as of first_index - 1; nothing for a log that starts at 1.
  std::optional<raft::SnapshotMeta> start_meta() const;
  // The snapshot a follower would be sent: announced by whoever exports snapshots.
  void offer_snapshot(std::optional<raft::SnapshotMeta> meta);

  // LogReader
  LogIndex first_index() const override;
  LogIndex last_index() const override;
  std::optional<Term> term(LogIndex index) const override;
  std::vector<raft::Entry> entries(LogIndex from, LogIndex end, size_t bytes_max) const override;
  std::optional<raft::SnapshotMeta> snapshot() const override;

 private:
  struct Loaded {
    LogState state;
    std::map<uint64_t, Term> terms;
    std::optional<raft::SnapshotMeta> start_meta;
    std::vector<LogStep> steps;
  };
  LogStore(std::unique_ptr<engine::Engine> engine, Loaded loaded);
  [[nodiscard]] static Result<Loaded> load(engine::Engine& engine, MemberId fresh_member);
  [[nodiscard]] static Status load_entries(const engine::Engine& engine, Loaded& loaded);
  // Adds what `save` asks for; `reached` is what the log holds with all before it.
  [[nodiscard]] static Status gather(const raft::Save& save, LogState& reached,
                                     engine::WriteBatch& batch, bool& promise);
  void remember(const std::vector<raft::Entry>& entries);
  void forget_from(LogIndex index);
  void forget_below(LogIndex first);
  [[nodiscard]] Status start_at(LogIndex first, const raft::SnapshotMeta& meta, bool keep_rest);
  std::optional<Term> term_locked(LogIndex index) const;
  bool should_hold(LogIndex index) const;
  // False: it has none of them in memory.
  bool read_tail(LogIndex from, LogIndex& end,
                 const std::function<bool(const raft::Entry&)>& take) const;

  std::unique_ptr<engine::Engine> engine_;
  std::function<void(const Status&)> unreadable_;
  std::vector<LogStep> steps_;
  mutable std::mutex mutex_;
  LogState state_;
  std::map<uint64_t, Term> terms_;        // first index of each run of entries of one term
  std::map<uint64_t, raft::Entry> tail_;  // the newest entries
  size_t tail_bytes_ = 0;
  std::optional<raft::SnapshotMeta> start_meta_;
  std::optional<raft::SnapshotMeta> offered_;
};

}  // namespace shoal::log
