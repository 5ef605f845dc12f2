#pragma once
// Store: the replicated state machine. apply() is pure and total: a function of the state and the
// entry's bytes, the same on every replica; it never looks into a body, never throws, and gives
// every transaction an outcome, at worst refused: malformed. It holds everything in memory;
// StateStore (state_store.hpp) puts what apply reports on the disk and loads it again.
//
// Threads: apply, skip and load by one thread (the applier's); snapshot() and window() by any.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "storage/log/transaction.hpp"
#include "storage/store/object.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/snapshot.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::store {

inline constexpr uint64_t epoch_stride = 1ull
                                         << 32;  // what a new cluster epoch adds to every epoch

// A record (not an object) put or deleted, as it is stored: key and value are docs/formats.md's.
struct RecordChange {
  std::string key;
  std::optional<std::string> value;
  bool operator==(const RecordChange&) const = default;
};

// What one entry did. Everything in it is the same on every replica.
struct Applied {
  LogIndex index;
  Term term;
  std::vector<TransactionOutcome> outcomes;  // one for each transaction of the entry, in order
  std::vector<Change> changes;               // committed ones, ascending by revision
  Revision revision;                         // after the entry
  // For the disk.
  std::vector<Recorded> recorded;     // `changes` with their transactions' ends
  std::vector<RecordChange> records;  // in order; the last of a key counts
  std::vector<Recorded> compacted;    // fell out of history: versions to delete
  // Chained over everything applied up to this entry: compared between replicas.
  uint64_t state_hash = 0;
  uint32_t feature_level = 0;  // the entry raised the cluster to it; 0: it did not
  // This replica applied an entry that the cluster later skipped: its state must be rebuilt.
  bool must_rebuild = false;
};

// A Store's content as it is loaded: objects in any order, records likewise, history ascending.
struct Content {
  LogIndex applied;
  Term term;
  std::vector<ObjectPtr> objects;
  std::vector<RecordChange> records;
  std::vector<Recorded> history;
};

class Store {
 public:
  Store();
  ~Store();

  // `index` must be applied().next(); anything else is the caller's bug. An empty entry (raft's
  // no-op) and a membership change only move the applied index: give them as empty bytes.
  // `later`: readers see it with the next entry that is applied for all to see, which must follow.
  enum class Seen : uint8_t { now, later };
  Applied apply(LogIndex index, Term term, const Bytes& entry, Seen seen = Seen::now);

  // Replaces everything, at start or after a snapshot was installed.
  void load(Content content);

  // Before applying: a committed skip found ahead of the applied index (docs/formats.md).
  void skip(LogIndex index);

  Snapshot snapshot() const;  // O(1), any thread
  const WatchWindow& window() const;
  LogIndex applied() const;
  uint64_t state_hash() const;

 private:
  struct Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace shoal::store
