#pragma once
// WatchWindow: the changes of the last minutes, in order, for watches to start from and to follow.
// One thread (the applier's) appends and compacts; any thread reads, under a lock held only to copy
// the pointers of a few chunks. What it holds is a function of the log: the horizon moves by
// compaction records, so every replica has the same and a client may go on at another node.

#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/store/object.hpp"
#include "storage/store/resources.hpp"

namespace shoal::store {

// One change with what the window knows of it.
struct Recorded {
  Change change;
  Revision first_of_transaction;
  Revision transaction_last;
  WallTime time{};  // of its entry
};

struct Changes {
  std::vector<Change> changes;  // in order of revision, of the prefix only
  // Everything up to here has been looked at: resume with it. Never inside a transaction.
  Revision through;
  WallTime time{};  // of the entry of `through`
};

// How much history is kept; the leader proposes a compaction when it is more.
struct HistoryBounds {
  Duration age_max = std::chrono::minutes(5);
  size_t bytes_max = 256u << 20;  // logical: keys and bodies
};

class WatchWindow {
 public:
  WatchWindow();
  ~WatchWindow();

  // Changes after `after` whose key starts with `prefix`; looks at about `looked_at_max` changes
  // and ends at the end of a transaction. `after` may lie inside a transaction: the rest of it
  // comes first. Code::expired below the horizon. Nothing new: no changes, through == after (or
  // last()).
  [[nodiscard]] Result<Changes> changes_since(Revision after, std::string_view prefix,
                                              size_t looked_at_max = 1024) const;
  // The same for whoever minds several resources: all changes of theirs, and perhaps others.
  [[nodiscard]] Result<Changes> changes_of(const Resources& wanted, Revision after,
                                           size_t looked_at_max = 1024) const;

  // A list at an earlier revision: calls `visit` with each key under `prefix` changed after `at`
  // and what it was then (null: did not exist), in key order. Code::expired below the horizon or
  // when `at` lies inside a transaction.
  [[nodiscard]] Result<std::vector<std::pair<std::string, ObjectPtr>>> undo_since(
      Revision at, std::string_view prefix) const;

  Revision horizon() const;  // changes at and below are gone
  Revision last() const;
  size_t bytes() const;  // logical
  size_t count() const;

  // The horizon that brings the window back within its bounds at `now`; nothing when it is within
  // them. Always the end of a transaction. For the leader to propose.
  Revision horizon_due(const HistoryBounds& bounds, WallTime now) const;

  // The applier's.
  void append(std::vector<Recorded> recorded);      // whole transactions, ascending
  std::vector<Recorded> compact(Revision horizon);  // what fell out
  void reset(Revision horizon);  // empty, and nothing at or below horizon is known

 private:
  struct Chunk;
  using ChunkPtr = std::shared_ptr<Chunk>;
  struct Reading {
    std::vector<ChunkPtr> chunks;  // those that hold what is wanted
    Revision last;                 // all up to here is in them; the end of a transaction
    WallTime last_time{};
    bool expired = false;
  };
  Reading chunks_after(const Resources& wanted, Revision after, size_t looked_at_max) const;
  Result<Changes> read(const Resources& wanted, std::string_view prefix, Revision after,
                       size_t looked_at_max) const;
  size_t first_after(Revision after) const;

  mutable std::mutex mutex_;
  std::deque<ChunkPtr> chunks_;
  Revision horizon_;
  Revision last_;
  WallTime last_time_{};
  size_t bytes_ = 0;
  size_t count_ = 0;
};

}  // namespace shoal::store
