#include "storage/log/log_store.hpp"

#include <algorithm>

#include "storage/log/stored_entry.hpp"
#include "storage/raft/codec.hpp"

namespace shoal::log {

using engine::Family;

namespace {
// Above every entry's key; ranges are exclusive at their end.
const std::string above_entries(9, '\xff');
}  // namespace

LogStore::LogStore(std::unique_ptr<engine::Engine> engine, Loaded loaded)
    : engine_(std::move(engine)),
      steps_(std::move(loaded.steps)),
      state_(loaded.state),
      terms_(std::move(loaded.terms)),
      start_meta_(std::move(loaded.start_meta)) {}
LogStore::~LogStore() = default;

Result<std::unique_ptr<LogStore>> LogStore::open(std::unique_ptr<engine::Engine> engine,
                                                 MemberId fresh_member) {
  SHOAL_ASSIGN(auto loaded, load(*engine, fresh_member));
  return std::unique_ptr<LogStore>(new LogStore(std::move(engine), std::move(loaded)));
}

LogState LogStore::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

Status LogStore::save(const raft::Save& save) {
  if (save.snapshot) SHOAL_TRY(install_snapshot(*save.snapshot));
  return this->save(std::span(&save, 1));
}

Status LogStore::gather(const raft::Save& save, LogState& reached, engine::WriteBatch& batch,
                        bool& promise) {
  if (!save.entries.empty()) {
    const auto from = save.entries.front().index;
    if (from < reached.first || from > reached.last.next())
      return {Code::internal, "entries that do not continue the log"};
    for (size_t i = 1; i < save.entries.size(); ++i)
      if (save.entries[i].index != save.entries[i - 1].index.next())
        return {Code::internal, "entries with a gap between them"};
    if (from <= reached.last) batch.remove_range(Family::entries, entry_key(from), above_entries);
    reached.last = save.entries.back().index;
  }
  for (const auto& entry : save.entries)
    batch.put(Family::entries, entry_key(entry.index), print_entry(entry));
  const auto hard_state = save.hard_state.value_or(reached.hard_state);
  // A commit index alone is only a hint: it waits for the next write.
  promise |= hard_state.term != reached.hard_state.term ||
             hard_state.vote != reached.hard_state.vote || !save.entries.empty();
  reached.hard_state = hard_state;
  return {};
}

Status LogStore::save(std::span<const raft::Save> saves) {
  auto reached = state();
  engine::WriteBatch batch;
  bool promise = false;
  for (const auto& save : saves) SHOAL_TRY(gather(save, reached, batch, promise));
  if (promise) {
    const auto& hard_state = reached.hard_state;
    batch.put(
        Family::meta, std::string(meta_key::hard_state),
        print_numbers({hard_state.term.value, hard_state.vote.value, hard_state.commit.value}));
    SHOAL_TRY(engine_->write(batch));
  }
  std::lock_guard lock(mutex_);
  state_.hard_state = reached.hard_state;
  for (const auto& save : saves) remember(save.entries);
  return {};
}

void LogStore::remember(const std::vector<raft::Entry>& entries) {
  if (entries.empty()) return;
  forget_from(entries.front().index);
  for (const auto& entry : entries) {
    if (term_locked(entry.index.previous()) != entry.term || terms_.empty())
      terms_.emplace(entry.index.value, entry.term);
    tail_.emplace(entry.index.value, entry);
    tail_bytes_ += raft::entry_size(entry);
    state_.last = entry.index;
  }
  while (tail_bytes_ > tail_bytes_max && tail_.size() > 1) {
    tail_bytes_ -= raft::entry_size(tail_.begin()->second);
    tail_.erase(tail_.begin());
  }
}

void LogStore::forget_from(LogIndex index) {
  terms_.erase(terms_.lower_bound(index.value), terms_.end());
  for (auto it = tail_.lower_bound(index.value); it != tail_.end(); it = tail_.erase(it))
    tail_bytes_ -= raft::entry_size(it->second);
  state_.last = std::min(state_.last, index.previous());
}

// Entries below `first` go; their last run of terms is cut to begin at `first`.
void LogStore::forget_below(LogIndex first) {
  const auto run = terms_.upper_bound(first.value);
  if (run != terms_.begin() && first <= state_.last) {
    const auto term = std::prev(run)->second;
    terms_.erase(terms_.begin(), run);
    terms_.emplace(first.value, term);
  } else {
    terms_.erase(terms_.begin(), run);
  }
  while (!tail_.empty() && tail_.begin()->first < first.value) {
    tail_bytes_ -= raft::entry_size(tail_.begin()->second);
    tail_.erase(tail_.begin());
  }
  state_.first = first;
  state_.last = std::max(state_.last, first.previous());
}

Status LogStore::install_snapshot(const raft::SnapshotMeta& meta) {
  if (meta.index < first_index()) return {};  // older than what the log starts with, or the same
  return start_at(meta.index.next(), meta, term(meta.index) == meta.term);
}

Status LogStore::expect_snapshot(const raft::SnapshotMeta& meta) {
  engine::WriteBatch batch;
  batch.put(Family::meta, std::string(meta_key::expected), raft::encode(meta));
  return engine_->write(batch);
}

Result<std::optional<raft::SnapshotMeta>> LogStore::expected_snapshot() const {
  SHOAL_ASSIGN(auto stored, engine_->get(Family::meta, meta_key::expected));
  if (!stored) return std::optional<raft::SnapshotMeta>();
  SHOAL_ASSIGN(auto meta, raft::decode_snapshot_meta(*stored));
  return std::optional(std::move(meta));
}

Status LogStore::compact(LogIndex index, LogIndex flushed, const raft::SnapshotMeta& meta) {
  index = std::min({index, flushed, last_index()});
  if (index < first_index()) return {};
  if (meta.index != index || term(index) != meta.term)
    return {Code::invalid, "the membership given is not that of the cut"};
  return start_at(index.next(), meta, true);
}

Status LogStore::start_at(LogIndex first, const raft::SnapshotMeta& meta, bool keep_rest) {
  engine::WriteBatch batch;
  batch.remove_range(Family::entries, "", keep_rest ? entry_key(first) : above_entries);
  batch.put(Family::meta, std::string(meta_key::first), print_numbers({first.value}));
  batch.put(Family::meta, std::string(meta_key::start), raft::encode(meta));
  {
    // Seen before it is done: what a reader misses on the disk meanwhile is no hole.
    std::lock_guard lock(mutex_);
    if (!keep_rest) forget_from(state_.first);
    forget_below(first);
    start_meta_ = meta;
  }
  return engine_->write(batch);
}

std::optional<raft::SnapshotMeta> LogStore::start_meta() const {
  std::lock_guard lock(mutex_);
  return start_meta_;
}

void LogStore::offer_snapshot(std::optional<raft::SnapshotMeta> meta) {
  std::lock_guard lock(mutex_);
  offered_ = std::move(meta);
}

std::optional<raft::SnapshotMeta> LogStore::snapshot() const {
  std::lock_guard lock(mutex_);
  if (!offered_ || offered_->index < state_.first.previous()) return {};
  return offered_;
}

LogIndex LogStore::first_index() const {
  return state().first;
}
LogIndex LogStore::last_index() const {
  return state().last;
}

std::optional<Term> LogStore::term_locked(LogIndex index) const {
  if (index < state_.first.previous() || index > state_.last) return {};
  if (index == state_.first.previous()) return start_meta_ ? start_meta_->term : Term{};
  const auto run = terms_.upper_bound(index.value);
  if (run == terms_.begin()) return {};
  return std::prev(run)->second;
}

std::optional<Term> LogStore::term(LogIndex index) const {
  std::lock_guard lock(mutex_);
  return term_locked(index);
}

}  // namespace shoal::log
