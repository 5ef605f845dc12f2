#include "storage/replica/disk.hpp"
#include "storage/store/snapshot_chunk.hpp"

namespace shoal::replica {
namespace {

// Who sends a snapshot only knows that it failed; that the disk is damaged is this member's matter.
class TellingSource final : public store::SnapshotSource {
 public:
  TellingSource(std::unique_ptr<store::SnapshotSource> inner,
                std::function<void(const Status&)> tell)
      : inner_(std::move(inner)), tell_(std::move(tell)) {}
  const store::SnapshotHead& head() const override { return inner_->head(); }
  Result<Bytes> chunk(uint64_t number) override {
    auto chunk = inner_->chunk(number);
    if (engine::is_damaged(chunk.status())) tell_(chunk.status());
    return chunk;
  }

 private:
  std::unique_ptr<store::SnapshotSource> inner_;
  std::function<void(const Status&)> tell_;
};

}  // namespace

// A crash between the two halves of an install left the new state under the old log: one that ends
// before it, or one that goes on with entries which the snapshot had overruled.
Status Disk::finish_interrupted_install() {
  const auto applied = store_.applied();
  SHOAL_ASSIGN(auto meta, parts_.log->expected_snapshot());
  const bool expected = meta && meta->index == applied;
  if (expected && parts_.log->term(applied) != meta->term)
    return parts_.log->install_snapshot(*meta);  // nothing to do where the log begins behind it
  if (applied <= parts_.log->last_index()) return {};
  // A log that holds less than was applied has lost what this member acknowledged and voted for.
  return engine::damaged("the log is damaged: it ends at " +
                         std::to_string(parts_.log->last_index().value) +
                         ", and the state has applied " + std::to_string(applied.value));
}

void Disk::began(uint64_t generation, raft::SnapshotMeta membership) {
  post(parts_.apply_executor, [this, generation, membership = std::move(membership)] {
    if (!current(generation) || store_.applied() != membership.index) return;
    offer(membership, membership.index, membership.term);
  });
}

void Disk::offer(const raft::SnapshotMeta& membership, LogIndex index, Term term) {
  if (!index || membership.membership.voters.empty()) return;
  applied_membership_ = membership;
  applied_membership_->index = index;
  applied_membership_->term = term;
  parts_.log->offer_snapshot(applied_membership_);
}

void Disk::export_snapshot(std::function<void(Result<Exported>)> done) {
  post(parts_.apply_executor, [this, done = std::move(done)] {
    if (!state_fault_.ok()) return done(state_fault_);
    if (!applied_membership_ || applied_membership_->index != store_.applied())
      return done(Status(Code::unavailable, "nothing to export yet"));
    auto source = parts_.state->export_snapshot();
    if (!source.ok()) {
      // It writes what was gathered: that error is as final as any other of the engine.
      if (source.status().code() != Code::unavailable) report(state_fault_ = source.status());
      return done(source.status());
    }
    done(Exported{*applied_membership_, telling(std::move(*source))});
  });
}

std::unique_ptr<store::SnapshotSource> Disk::telling(
    std::unique_ptr<store::SnapshotSource> source) {
  if (!parts_.on_damage) return source;
  return std::make_unique<TellingSource>(std::move(source), parts_.on_damage);
}

Status Disk::stage(MemberId source, const raft::SnapshotMeta& meta, uint64_t number,
                   const Bytes& bytes) {
  std::lock_guard lock(staging_mutex_);
  const auto is_it = [&](const std::optional<Staging>& one) {
    return one && one->source == source && one->meta == meta;
  };
  if (number == 0) {
    staging_.reset();
    SHOAL_ASSIGN(auto sink, parts_.state->begin_import({meta.index, meta.term}));
    staging_ = Staging{source, meta, std::move(sink)};
  }
  if (!is_it(staging_))
    return is_it(whole_) ? Status() : Status(Code::conflict, "another snapshot is being received");
  auto status = staging_->sink->add(number, bytes);
  if (!status.ok() && status.code() != Code::bad_request) staging_.reset();  // and gives back space
  if (status.ok() && staging_->sink->complete()) whole_ = std::exchange(staging_, std::nullopt);
  return status;
}

MemberId Disk::receiving_from() const {
  std::lock_guard lock(staging_mutex_);
  if (staging_) return staging_->source;
  return whole_ ? whole_->source : MemberId{};
}

bool Disk::staged(const raft::SnapshotMeta& meta) const {
  if (parts_.witness) return true;  // nothing is to be received
  std::lock_guard lock(staging_mutex_);
  return whole_ && whole_->meta == meta;
}

// Raft installs nothing that it has passed. The applier does not wait for who stages a part, but
// looks again; what it drops ends behind the lock.
void Disk::drop_passed() {
  std::optional<Staging> gone[2];
  std::unique_lock lock(staging_mutex_, std::try_to_lock);
  if (!lock) return;
  const auto passed = [&](const auto& one) { return one && one->meta.index <= store_.applied(); };
  if (passed(staging_)) gone[0] = std::exchange(staging_, std::nullopt);
  if (passed(whole_)) gone[1] = std::exchange(whole_, std::nullopt);
  lock.unlock();
}

// Jobs for the log wait while a snapshot is being installed, so that their order stays.
void Disk::on_log(std::function<void()> job) {
  post(parts_.log_executor, [this, job = std::move(job)]() mutable {
    if (installing_) return held_.push_back(std::move(job));
    job();
  });
}

// On the log's executor: the state first, by the applier, then the log.
void Disk::install(raft::Save save, std::function<void(Status)> done) {
  // Without this note a crash in between would leave a state that nothing explains.
  log_fault_ = parts_.log->expect_snapshot(*save.snapshot);
  if (!log_fault_.ok()) {
    report(log_fault_);
    return done(log_fault_);
  }
  installing_ = true;
  post(parts_.apply_executor, [this, save = std::move(save), done = std::move(done)]() mutable {
    Status imported = import(*save.snapshot);
    if (imported.ok()) {
      offer(*save.snapshot, save.snapshot->index, save.snapshot->term);
      if (parts_.on_replaced) parts_.on_replaced();
    }
    post(parts_.log_executor,
         [this, save = std::move(save), imported, done = std::move(done)]() mutable {
           resume_log(std::move(save), imported, done);
         });
  });
}

Result<std::unique_ptr<store::SnapshotSink>> Disk::take_whole(const raft::SnapshotMeta& meta) {
  if (parts_.witness) {
    SHOAL_ASSIGN(auto sink, parts_.state->begin_import({meta.index, meta.term}));
    SHOAL_TRY(sink->add(0, store::empty_snapshot()));
    return sink;
  }
  std::lock_guard lock(staging_mutex_);
  if (!whole_ || !(whole_->meta == meta))
    return Status(Code::internal, "the snapshot to install was not received");
  auto sink = std::move(whole_->sink);
  whole_.reset();
  return sink;
}

Status Disk::import(const raft::SnapshotMeta& meta) {
  auto all = [&]() -> Status {
    SHOAL_ASSIGN(auto sink, take_whole(meta));
    SHOAL_ASSIGN(auto content, parts_.state->finish_import(std::move(sink)));
    store_.load(std::move(content));
    if (held_at() <= store_.applied()) hold({});
    if (parts_.page) parts_.page->end(store_.applied());
    return stand_at(store_.snapshot().feature_level());
  };
  return state_fault_ = all();
}

void Disk::resume_log(raft::Save save, Status imported, const std::function<void(Status)>& done) {
  if (log_fault_.ok()) log_fault_ = imported;
  // What is in the log now must fit the state, whoever asked: also for an incarnation that has
  // died.
  if (log_fault_.ok()) log_fault_ = parts_.log->save(save);
  installing_ = false;
  auto held = std::move(held_);
  held_.clear();
  report(log_fault_);
  done(log_fault_);
  for (auto& job : held) {
    if (installing_)
      held_.push_back(std::move(job));
    else
      job();
  }
}

}  // namespace shoal::replica
