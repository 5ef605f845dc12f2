#include "storage/replica/disk.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "storage/store/record_entry.hpp"

namespace shoal::replica {
namespace {

bool writes_skip(const store::Applied& applied) {
  return std::any_of(applied.records.begin(), applied.records.end(), [](const auto& record) {
    return record.key.starts_with(store::record_key::skip);
  });
}

}  // namespace

Result<std::unique_ptr<Disk>> Disk::create(DiskParts parts) {
  std::unique_ptr<Disk> disk(new Disk(std::move(parts)));
  disk->parts_.log->on_unreadable([at = disk.get()](const Status& fault) { at->report(fault); });
  SHOAL_ASSIGN(auto content, disk->parts_.state->load());
  disk->store_.load(std::move(content));
  SHOAL_TRY(disk->stand_at(disk->store_.snapshot().feature_level()));
  SHOAL_TRY(disk->finish_interrupted_install());
  for (const auto& [upto, bytes] : disk->parts_.log->take_steps()) {
    disk->tail_.grow(upto, bytes);
    disk->tail_.mark(upto);
  }
  disk->begin_held();
  disk->state_missing_ = disk->store_.applied().next() < disk->parts_.log->first_index();
  return disk;
}

Disk::~Disk() = default;

Status Disk::stand_at(uint32_t level) const {
  if (parts_.on_level) SHOAL_TRY(parts_.on_level(level));
  return log::check_level(level, parts_.levels);
}

void Disk::close() {
  std::lock_guard lock(posting_mutex_);
  generation_.store(closed);
}

void Disk::post(Executor* to, std::function<void()> job) {
  std::lock_guard lock(posting_mutex_);
  if (!current(closed)) to->post(std::move(job));
}

// Behind what the applier was given before: it may be in the middle of a batch.
Status Disk::flush() {
  auto done = std::make_shared<std::promise<Status>>();
  auto flushed = done->get_future();
  {
    std::lock_guard lock(posting_mutex_);
    if (current(closed)) return {Code::unavailable, "the disk is closed"};
    post(parts_.apply_executor, [this, done] {
      if (state_fault_.ok()) state_fault_ = parts_.state->flush();
      done->set_value(state_fault_);
    });
  }
  return flushed.get();
}

raft::Start Disk::start_state() const {
  auto state = parts_.log->state();
  raft::Start start;
  start.hard_state = state.hard_state;
  start.applied = store_.applied();
  start.held_at = held_at();
  if (auto meta = parts_.log->start_meta()) {
    start.membership = meta->membership;
    start.membership_index = meta->membership_index;
    start.membership_as_of = meta->index;
  } else {
    start.membership = parts_.first_membership;
  }
  return start;
}

// The barrier: whatever the incarnation before gave to either executor runs before this answers, or
// sees that its generation is over and does nothing.
void Disk::open(uint64_t generation, std::function<void(Result<raft::Start>)> done) {
  generation_.store(generation);
  on_log([this, generation, done = std::move(done)]() mutable {
    post(parts_.apply_executor, [this, generation, done = std::move(done)] {
      if (!current(generation)) return;
      if (!state_fault_.ok()) return done(state_fault_);
      done(start_state());
    });
  });
}

void Disk::write(uint64_t generation, raft::Save save, std::function<void(Status)> done) {
  {
    std::lock_guard lock(saves_mutex_);
    saves_.push_back({generation, std::move(save), std::move(done)});
  }
  on_log([this] { write_waiting(); });
}

// All that waits is written together, with one sync: jobs that come to find nothing left do
// nothing. An install is written alone; what waits behind it has jobs of its own, which are held.
void Disk::write_waiting() {
  std::vector<WaitingSave> group;
  std::optional<WaitingSave> snapshot;
  {
    std::lock_guard lock(saves_mutex_);
    while (!saves_.empty() && !snapshot) {
      auto waiting = std::move(saves_.front());
      saves_.pop_front();
      if (!current(waiting.generation)) continue;
      if (waiting.save.snapshot)
        snapshot = std::move(waiting);
      else
        group.push_back(std::move(waiting));
    }
  }
  write_group(group);
  if (!snapshot) return;
  if (log_fault_.ok()) return install(std::move(snapshot->save), std::move(snapshot->done));
  snapshot->done(log_fault_);
}

void Disk::write_group(std::vector<WaitingSave>& group) {
  if (group.empty()) return;
  std::vector<raft::Save> saves;
  saves.reserve(group.size());
  for (auto& waiting : group) saves.push_back(std::move(waiting.save));
  if (log_fault_.ok()) log_fault_ = parts_.log->save(saves);
  report(log_fault_);
  for (auto& waiting : group) waiting.done(log_fault_);
}

void Disk::report(const Status& fault) {
  if (!fault.ok() && parts_.on_fault && !reported_.exchange(true)) parts_.on_fault(fault);
}

// In bounded steps: all entries of one are applied, then seen, then gathered for the disk, and only
// then told.
Status Disk::apply_all(const std::vector<raft::Entry>& entries) {
  std::vector<store::Applied> step;
  size_t bytes = 0;
  for (const auto& entry : entries) {
    // A new incarnation may hand over entries that the one before had applied.
    if (entry.index <= store_.applied()) continue;
    bytes += entry.data.size();
    const bool ends = bytes >= unseen_bytes_max || &entry == &entries.back();
    step.push_back(apply_one(entry, ends));
    // What follows may hold what this program does not know.
    if (const auto level = step.back().feature_level) SHOAL_TRY(stand_at(level));
    if (!ends) continue;
    SHOAL_TRY(tell(step));
    step.clear();
    bytes = 0;
  }
  return {};
}

store::Applied Disk::apply_one(const raft::Entry& entry, bool ends) {
  if (parts_.page) parts_.page->begin(entry.index);
  if (parts_.before_apply && entry.index != skips_) parts_.before_apply(entry);
  const bool plain = entry.kind == raft::EntryKind::normal && !parts_.witness;
  return store_.apply(entry.index, entry.term, plain ? entry.data : Bytes(),
                      ends ? store::Store::Seen::now : store::Store::Seen::later);
}

// A state that must be rebuilt is not written: the next start would not know.
Status Disk::tell(const std::vector<store::Applied>& step) {
  for (const auto& applied : step)
    if (applied.must_rebuild)
      return engine::damaged("the cluster skips an entry that this replica had applied");
  for (const auto& applied : step) SHOAL_TRY(parts_.state->write(applied));
  // A skip that a restart forgot would be applied after all.
  if (std::any_of(step.begin(), step.end(), writes_skip)) SHOAL_TRY(parts_.state->flush());
  for (const auto& applied : step) {
    if (parts_.page) parts_.page->begin(applied.index);
    parts_.on_applied(applied);
  }
  if (parts_.page) parts_.page->end(step.back().index);
  return {};
}

void Disk::apply(uint64_t generation, std::vector<raft::Entry> entries,
                 raft::SnapshotMeta membership, std::function<void(LogIndex)> done) {
  post(parts_.apply_executor, [this, generation, entries = std::move(entries),
                               membership = std::move(membership), done = std::move(done)] {
    if (!current(generation) || !state_fault_.ok()) return;
    state_fault_ = apply_all(entries);
    if (!state_fault_.ok()) {
      if (parts_.page) parts_.page->begin({});  // the process does not die of the entry
      return report(state_fault_);
    }
    if (store_.applied() == entries.back().index)
      offer(membership, entries.back().index, entries.back().term);
    keep_small(entries, membership);
    drop_passed();
    done(entries.back().index);
  });
}

// Flushes when enough is unflushed or the log has grown enough, then cuts the log behind what is
// flushed. What it keeps is there for a replica that was a moment behind.
void Disk::keep_small(const std::vector<raft::Entry>& entries,
                      const raft::SnapshotMeta& membership) {
  for (const auto& entry : entries) tail_.grow(entry.index, raft::entry_size(entry));
  const bool due = parts_.state->unflushed_bytes() >= parts_.flush_due_bytes ||
                   tail_.since_mark() >= parts_.log_kept.step_bytes;
  if (!due || flushing_) return;
  const LogIndex applied = store_.applied();
  tail_.mark(applied);
  const auto kept = parts_.log_kept.entries;
  const LogIndex by_entries{applied.value > kept ? applied.value - kept : 0};
  begin_flush(std::max(by_entries, tail_.cut(parts_.log_kept.bytes, applied)), membership);
}

// At most one at a time; what is applied meanwhile waits for the next.
void Disk::begin_flush(LogIndex cut, const raft::SnapshotMeta& membership) {
  auto reached = parts_.state->begin_flush();
  if (!reached.ok()) return report(state_fault_ = reached.status());
  if (!parts_.flush_executor) return end_flush(*reached, cut, membership);
  flushing_ = true;
  post(parts_.flush_executor, [this, reached = *reached, cut, membership] {
    end_flush(reached, cut, membership);
    flushing_ = false;
  });
}

// Then the log is cut behind what is flushed. A flush that failed is reported and ends the process:
// the engine refuses every later write.
void Disk::end_flush(LogIndex reached, LogIndex cut, const raft::SnapshotMeta& membership) {
  auto flushed = parts_.state->end_flush(reached);
  if (!flushed.ok()) return report(flushed);
  // The membership at the cut is known only when no change lies between it and now.
  if (!cut || membership.membership_index > cut) return;
  raft::SnapshotMeta meta = membership;
  meta.index = cut;
  on_log([this, cut, reached, meta]() mutable {
    auto term = parts_.log->term(cut);
    if (!term || !log_fault_.ok()) return;
    meta.term = *term;
    log_fault_ = parts_.log->compact(cut, reached, meta);
    report(log_fault_);
  });
}

}  // namespace shoal::replica
