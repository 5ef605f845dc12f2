#include "storage/raft/testing/memory_disk.hpp"

#include "schema/vocab/check.hpp"

namespace shoal::raft::testing {

std::optional<Term> MemoryDisk::term(LogIndex index) const {
  if (index == first_.previous()) return start_.term;
  if (index < first_ || index > last_index()) return std::nullopt;
  return entries_[index.value - first_.value].term;
}

std::vector<Entry> MemoryDisk::entries(LogIndex from, LogIndex end, size_t bytes_max) const {
  std::vector<Entry> out;
  size_t bytes = 0;
  for (LogIndex i = from; i >= first_ && i < end && i <= last_index(); i = i.next()) {
    const Entry& entry = entries_[i.value - first_.value];
    bytes += entry_size(entry);
    if (!out.empty() && bytes > bytes_max) break;
    out.push_back(entry);
  }
  return out;
}

Save MemoryDisk::complete() {
  Save save = std::move(waiting_.front());
  waiting_.pop_front();
  if (save.snapshot) {
    snapshot_ = save.snapshot;
    if (term(save.snapshot->index) == save.snapshot->term) {
      compact(*save.snapshot);
    } else {
      entries_.clear();
      first_ = save.snapshot->index.next();
      start_ = *save.snapshot;
    }
  }
  for (const Entry& entry : save.entries) {
    SHOAL_CHECK(entry.index >= first_ && entry.index <= last_index().next(), "a gap in the log");
    entries_.resize(entry.index.value - first_.value);
    entries_.push_back(entry);
  }
  if (save.hard_state) hard_state_ = *save.hard_state;
  return save;
}

void MemoryDisk::compact(const SnapshotMeta& snapshot) {
  if (snapshot.index < first_) return;
  SHOAL_CHECK(snapshot.index <= last_index(), "only what is in the log can be cut");
  start_ = snapshot;
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<ptrdiff_t>(snapshot.index.value +
                                                                             1 - first_.value));
  first_ = snapshot.index.next();
}

void MemoryDisk::preset(HardState hard_state, std::vector<Entry> entries) {
  hard_state_ = hard_state;
  entries_ = std::move(entries);
}

}  // namespace shoal::raft::testing
