#include "storage/raft/log.hpp"

#include <algorithm>

#include "schema/vocab/check.hpp"
#include "storage/planted/planted.hpp"

namespace shoal::raft {

Log::Log(const LogReader& reader, LogIndex committed, LogIndex applied, Bounds bounds)
    : reader_(&reader), bounds_(bounds) {
  const LogIndex last = std::max(reader.last_index(), reader.first_index().previous());
  SHOAL_CHECK(applied <= last, "the state machine is ahead of the durable log");
  const LogIndex cut = reader.first_index().previous();  // only committed entries are ever cut
  state_missing_ = applied < cut;
  tail_first_ = last.next();
  saving_ = stable_ = last;
  committed_ = std::min(std::max({committed, applied, cut}), last);
  applying_ = applied_ = applied;
}

LogIndex Log::first_index() const {
  return restoring_ ? restoring_->index.next() : reader_->first_index();
}

Term Log::last_term() const {
  const std::optional<Term> found = term(last_index());
  SHOAL_CHECK(found.has_value(), "the last entry's term is always known");
  return *found;
}

std::optional<Term> Log::term(LogIndex index) const {
  if (index > last_index()) return std::nullopt;
  if (index >= tail_first_) return at(index).term;
  if (restoring_) {
    if (index == restoring_->index) return restoring_->term;
    return std::nullopt;
  }
  if (index.value == 0) {
    return reader_->first_index().value == 1 ? std::optional(Term{}) : std::nullopt;
  }
  return reader_->term(index);
}

bool Log::up_to_date(LogIndex last, Term term_there) const {
  const Term own = last_term();
  return term_there > own || (term_there == own && last >= last_index());
}

std::optional<std::vector<Entry>> Log::entries(LogIndex from, LogIndex end,
                                               size_t bytes_max) const {
  end = std::min(end, last_index().next());
  if (from >= end) return std::vector<Entry>();
  if (from < tail_first_) {
    if (restoring_ || from < reader_->first_index()) return std::nullopt;
    std::vector<Entry> read = reader_->entries(from, std::min(end, tail_first_), bytes_max);
    if (read.empty()) return std::nullopt;
    return read;
  }
  std::vector<Entry> out;
  size_t bytes = 0;
  for (LogIndex i = from; i < end; i = i.next()) {
    bytes += entry_size(at(i));
    if (!out.empty() && bytes > bytes_max) break;
    out.push_back(at(i));
  }
  return out;
}

LogIndex Log::agreement(LogIndex from, Term bound) const {
  LogIndex index = std::min(from, last_index());
  while (index.value > 0) {
    const std::optional<Term> here = term(index);
    if (!here || *here <= bound) break;
    index = index.previous();
  }
  return index;
}

size_t Log::bytes_between(LogIndex after, LogIndex last) const {
  size_t bytes = 0;
  for (LogIndex i = std::max(after.next(), tail_first_); i <= last; i = i.next())
    bytes += entry_size(at(i));
  return bytes;
}

void Log::append(Entry entry) {
  SHOAL_CHECK(entry.index > committed_, "a committed entry is never replaced");
  SHOAL_CHECK(entry.index <= last_index().next(), "a log has no gaps");
  if (entry.index <= last_index()) truncate_from(entry.index);
  tail_bytes_ += entry_size(entry);
  tail_.push_back(std::move(entry));
}

void Log::truncate_from(LogIndex index) {
  while (!tail_.empty() && tail_.back().index >= index) {
    tail_bytes_ -= entry_size(tail_.back());
    tail_.pop_back();
  }
  if (tail_.empty()) tail_first_ = std::min(tail_first_, index);
  const LogIndex kept = index.previous();
  saving_ = std::min(saving_, kept);
  stable_ = std::min(stable_, kept);
  if (planted::on(planted::Bug::stale_append_ack)) return;
  for (Write& write : writes_) write.last = std::min(write.last, kept);
}

void Log::commit_to(LogIndex index) {
  SHOAL_CHECK(index <= last_index(), "an entry that is not here cannot be committed here");
  committed_ = std::max(committed_, index);
}

void Log::restore(const SnapshotMeta& snapshot) {
  SHOAL_CHECK(snapshot.index > committed_, "a snapshot never takes the log back");
  tail_.clear();
  tail_bytes_ = 0;
  tail_first_ = snapshot.index.next();
  committed_ = saving_ = snapshot.index;
  stable_ = {};
  for (Write& write : writes_) write.last = write.snapshot = {};
  restoring_ = snapshot;
  adopting_.reset();
  snapshot_unsaved_ = true;
}

void Log::adopt(const SnapshotMeta& snapshot) {
  SHOAL_CHECK(can_adopt(snapshot), "a state that is there goes on by entries, which must be here");
  adopting_ = snapshot;
  snapshot_unsaved_ = true;
}

void Log::take_unsaved(Save& save) {
  if (snapshot_unsaved_) save.snapshot = restoring_ ? restoring_ : adopting_;
  for (LogIndex i = saving_.next(); i <= last_index(); i = i.next()) save.entries.push_back(at(i));
}

void Log::mark_saving(SaveToken token) {
  saving_ = last_index();
  LogIndex snapshot;
  if (snapshot_unsaved_) snapshot = restoring_ ? restoring_->index : adopting_->index;
  writes_.push_back({token, saving_, snapshot});
  snapshot_unsaved_ = false;
}

void Log::saved(SaveToken token) {
  while (!writes_.empty() && writes_.front().token <= token) {
    const Write write = writes_.front();
    writes_.pop_front();
    if (write.snapshot) {
      applying_ = applied_ = write.snapshot;
      batches_.clear();
      batch_bytes_ = 0;
      restoring_.reset();
      hold_from(held_at_);
      adopting_.reset();
      state_missing_ = false;
    }
    stable_ = std::max(stable_, write.last);
  }
  evict();
}

// Entries not committed stay: they may have to be counted or sent again.
void Log::evict() {
  const LogIndex limit = std::min(stable_, committed_);
  while (tail_bytes_ > bounds_.cache_bytes_max && !tail_.empty() && tail_first_ <= limit) {
    tail_bytes_ -= entry_size(tail_.front());
    tail_.pop_front();
    tail_first_ = tail_first_.next();
  }
}

LogIndex Log::apply_limit() const {
  const LogIndex safe = std::min(committed_, stable_);
  return held_at_ ? std::min(safe, held_at_.previous()) : safe;
}

bool Log::can_apply() const {
  return !restoring_ && !state_missing_ && !unreadable_ && applying_ < apply_limit() &&
         batch_bytes_ < bounds_.apply_bytes_max;
}

std::vector<Entry> Log::take_apply() {
  if (!can_apply()) return {};
  const LogIndex end = apply_limit().next();
  std::optional<std::vector<Entry>> read =
      entries(applying_.next(), end, bounds_.apply_bytes_max - batch_bytes_);
  unreadable_ = !read || read->empty();
  if (unreadable_) return {};
  size_t bytes = 0;
  for (const Entry& entry : *read) bytes += entry_size(entry);
  applying_ = read->back().index;
  batches_.push_back({applying_, bytes});
  batch_bytes_ += bytes;
  return *std::move(read);
}

void Log::applied(LogIndex index) {
  applied_ = std::max(applied_, std::min(index, applying_));
  while (!batches_.empty() && batches_.front().last <= applied_) {
    batch_bytes_ -= batches_.front().bytes;
    batches_.pop_front();
  }
  evict();
}

}  // namespace shoal::raft
