#pragma once
// Log: the one ordered sequence of entries, whichever part of it is durable. A tail is held in
// memory: all that is not saved or not committed, and a bounded cache of older entries; what lies
// before is read through LogReader. Keeps the marks saving >= stable, committed, applying >=
// applied.
//
// Acknowledgements of writes are matched by token, not by (index, term): when entries are replaced
// while their write is under way, that write's claim is cut back at once, so a late acknowledgement
// can never vouch for entries it did not carry (the ABA race).

#include <algorithm>
#include <deque>
#include <optional>

#include "storage/raft/log_reader.hpp"
#include "storage/raft/types.hpp"

namespace shoal::raft {

class Log {
 public:
  struct Bounds {
    size_t cache_bytes_max;
    size_t apply_bytes_max;
  };
  Log(const LogReader& reader, LogIndex committed, LogIndex applied, Bounds bounds);

  LogIndex first_index() const;
  LogIndex last_index() const { return LogIndex{tail_first_.value + tail_.size() - 1}; }
  Term last_term() const;
  // The term of an entry, or of the one just before the first; nothing when compacted or not there.
  std::optional<Term> term(LogIndex index) const;
  bool matches(LogIndex index, Term term_there) const { return term(index) == term_there; }
  // Is a log that ends so at least as new as this one?
  bool up_to_date(LogIndex last, Term last_term) const;
  // Entries [from, end), cut after bytes_max but at least one; nothing when `from` was compacted.
  std::optional<std::vector<Entry>> entries(LogIndex from, LogIndex end, size_t bytes_max) const;
  // The highest index <= `from` whose term is <= `bound`: where two logs may still agree.
  LogIndex agreement(LogIndex from, Term bound) const;
  // Payload and overhead of the entries after `after` up to `last`; they must be in the tail.
  size_t bytes_between(LogIndex after, LogIndex last) const;
  // The snapshot to offer a follower. It never lies behind the log's beginning.
  std::optional<SnapshotMeta> snapshot() const { return reader_->snapshot(); }

  // Appends; an entry at or before the last index replaces all from there on, never committed ones.
  void append(Entry entry);
  void commit_to(LogIndex index);
  // The log restarts after a snapshot; it is usable as history only when the snapshot was saved.
  void restore(const SnapshotMeta& snapshot);
  // The state machine alone takes a snapshot of a committed entry; entries that stand here stay.
  void adopt(const SnapshotMeta& snapshot);

  // What is to be written now. mark_saving() must follow with the token it got.
  bool has_unsaved() const { return snapshot_unsaved_ || saving_ < last_index(); }
  void take_unsaved(Save& save);
  void mark_saving(SaveToken token);
  void saved(SaveToken token);

  // Entries from this one on wait: the state machine cannot take it. 0: none does. Ends by itself
  // with a snapshot that reaches so far.
  void hold_from(LogIndex index) { held_at_ = index > applied_ ? index : LogIndex{}; }
  LogIndex held_at() const { return held_at_; }

  std::vector<Entry> take_apply();
  bool can_apply() const;
  void applied(LogIndex index);

  LogIndex stable() const { return stable_; }
  LogIndex committed() const { return committed_; }
  LogIndex applied() const { return applied_; }
  bool restoring() const { return restoring_.has_value(); }
  // The state machine stands below where the log begins: it was lost, and only a snapshot helps.
  bool state_missing() const { return state_missing_; }
  bool wants_state() const { return state_missing_ && !adopting_ && !restoring_; }
  // Its entry is here, and no write of it comes after the one that installs the snapshot.
  bool can_adopt(const SnapshotMeta& snapshot) const {
    return wants_state() && snapshot.index <= std::min(committed_, saving_) &&
           matches(snapshot.index, snapshot.term);
  }

 private:
  struct Write {
    SaveToken token;
    LogIndex last;      // what its completion makes durable
    LogIndex snapshot;  // 0: none, or replaced by a newer one
  };
  struct Batch {
    LogIndex last;
    size_t bytes;
  };
  const Entry& at(LogIndex index) const { return tail_[index.value - tail_first_.value]; }
  void truncate_from(LogIndex index);
  LogIndex apply_limit() const;
  void evict();

  const LogReader* reader_;
  Bounds bounds_;
  std::deque<Entry> tail_;
  LogIndex tail_first_;
  size_t tail_bytes_ = 0;
  std::optional<SnapshotMeta> restoring_;  // accepted in the log's place, not yet saved
  std::optional<SnapshotMeta> adopting_;   // the same, for the state machine alone
  bool snapshot_unsaved_ = false;          // one of them is not yet handed out either
  bool state_missing_ = false;
  bool unreadable_ = false;  // the reader has told so; nothing more is applied
  std::deque<Write> writes_;
  LogIndex saving_;
  LogIndex stable_;
  LogIndex committed_;
  LogIndex applying_;
  LogIndex applied_;
  LogIndex held_at_;
  std::deque<Batch> batches_;  // handed to the applier
  size_t batch_bytes_ = 0;
};

}  // namespace shoal::raft
