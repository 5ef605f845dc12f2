#pragma once
// LogReader: the durable log as raft reads it, given by the storage layer. Raft asks only for
// entries it was told are saved, so a reader never sees a write in flight. Called from raft's own
// thread, and cheap for recent entries (raft keeps a bounded cache of its own besides).

#include <optional>
#include <vector>

#include "storage/raft/types.hpp"

namespace shoal::raft {

class LogReader {
 public:
  virtual ~LogReader() = default;
  // The first entry still kept: the index after the last compaction or installed snapshot; 1 at
  // first.
  virtual LogIndex first_index() const = 0;
  // The last durable entry; first_index() - 1 when there is none.
  virtual LogIndex last_index() const = 0;
  // The term of an entry in [first_index() - 1, last_index()]; nothing outside that range.
  virtual std::optional<Term> term(LogIndex index) const = 0;
  // Entries [from, end), cut after bytes_max (but at least one). Empty when `from` was compacted,
  // or cannot be read: whoever owns the disk is told of that, and ends this member.
  virtual std::vector<Entry> entries(LogIndex from, LogIndex end, size_t bytes_max) const = 0;
  // The snapshot a follower would be sent now: at or above first_index() - 1. Nothing: try later. A
  // new member always begins with one, also when nothing was cut, because only it names the
  // membership.
  virtual std::optional<SnapshotMeta> snapshot() const = 0;
};

}  // namespace shoal::raft
