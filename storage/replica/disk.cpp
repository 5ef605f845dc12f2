#include "storage/replica/disk.hpp"

namespace shoal::replica {

Result<std::unique_ptr<Disk>> Disk::create(DiskParts parts) {
  std::unique_ptr<Disk> disk(new Disk(std::move(parts)));
  SHOAL_ASSIGN(auto content, disk->parts_.state->load());
  disk->store_.load(std::move(content));
  SHOAL_TRY(disk->finish_interrupted_install());
  return disk;
}

Disk::~Disk() = default;

Status Disk::flush() { return parts_.state->flush(); }

raft::Start Disk::start_state() const {
  auto state = parts_.log->state();
  raft::Start start;
  start.hard_state = state.hard_state;
  start.applied = store_.applied();
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
    parts_.apply_executor->post([this, generation, done = std::move(done)] {
      if (!current(generation)) return;
      if (!state_fault_.ok()) return done(state_fault_);
      done(start_state());
    });
  });
}

void Disk::write(uint64_t generation, raft::Save save, std::function<void(Status)> done) {
  on_log([this, generation, save = std::move(save), done = std::move(done)]() mutable {
    if (!current(generation)) return;
    if (log_fault_.ok() && save.snapshot) return install(std::move(save), std::move(done));
    if (log_fault_.ok()) log_fault_ = parts_.log->save(save);
    report(log_fault_);
    done(log_fault_);
  });
}

void Disk::report(const Status& fault) {
  if (!fault.ok() && parts_.on_fault && !reported_.exchange(true)) parts_.on_fault(fault);
}

Status Disk::apply_one(const raft::Entry& entry) {
  bool plain = entry.kind == raft::EntryKind::normal;
  auto applied = store_.apply(entry.index, entry.term, plain ? entry.data : Bytes());
  SHOAL_TRY(parts_.state->write(applied));
  parts_.on_applied(applied);
  return {};
}

void Disk::apply(uint64_t generation, std::vector<raft::Entry> entries,
                 raft::SnapshotMeta membership, std::function<void(LogIndex)> done) {
  parts_.apply_executor->post([this, generation, entries = std::move(entries),
                               membership = std::move(membership), done = std::move(done)] {
    if (!current(generation) || !state_fault_.ok()) return;
    for (const raft::Entry& entry : entries) {
      // A new incarnation may hand over entries that the one before had applied.
      if (entry.index <= store_.applied()) continue;
      state_fault_ = apply_one(entry);
      if (!state_fault_.ok()) return report(state_fault_);
    }
    if (store_.applied() == entries.back().index)
      offer(membership, entries.back().index, entries.back().term);
    keep_small(membership);
    done(entries.back().index);
  });
}

// Flushes when enough is unflushed, then cuts the log behind what is flushed.
void Disk::keep_small(const raft::SnapshotMeta& membership) {
  if (parts_.state->unflushed_bytes() < parts_.flush_due_bytes) return;
  state_fault_ = parts_.state->flush();
  if (!state_fault_.ok()) return report(state_fault_);
  LogIndex flushed = parts_.state->last_flushed_applied();
  if (membership.membership_index > flushed || flushed.value <= parts_.entries_kept) return;
  LogIndex cut{flushed.value - parts_.entries_kept};
  // The membership at the cut is known only when no change lies between it and now.
  if (membership.membership_index > cut) return;
  raft::SnapshotMeta meta = membership;
  meta.index = cut;
  on_log([this, cut, flushed, meta]() mutable {
    auto term = parts_.log->term(cut);
    if (!term || !log_fault_.ok()) return;
    meta.term = *term;
    log_fault_ = parts_.log->compact(cut, flushed, meta);
    report(log_fault_);
  });
}

}  // namespace shoal::replica
