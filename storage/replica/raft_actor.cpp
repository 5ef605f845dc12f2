#include "storage/replica/raft_actor.hpp"

#include <algorithm>

#include "storage/log/transaction.hpp"
#include "storage/replica/measures.hpp"

namespace shoal::replica {

RaftActor::RaftActor(Context& context, std::shared_ptr<const RaftSetup> setup)
    : Actor(context), setup_(std::move(setup)) {
  // Contexts of reads must differ between incarnations, and between members, for ever.
  next_read_ = this->context().random().next() | 1;
  if (setup_->metrics) measures_ = std::make_unique<RaftMeasures>(*setup_->metrics);
}

RaftActor::~RaftActor() {
  setup_->leadership->set_sole_voter(false);
  setup_->peers->set_pulses({}, {});
}

Status RaftActor::start() {
  setup_->disk->open(context().generation(), [back = context().reentry(),
                                              this](Result<raft::Start> start) {
    back.post([this, start = std::move(start)]() mutable { opened(std::move(start)); }, "opened");
  });
  return {};
}

void RaftActor::opened(Result<raft::Start> start) {
  if (!start.ok()) context().die("the log cannot be opened: " + start.status().message());
  raft::Config config;
  config.id = setup_->id;
  config.seed = context().random().next();
  config.election_ticks = setup_->timing.election_ticks;
  config.cache_bytes_max = setup_->cache_bytes_max;
  config.heartbeat_ticks = setup_->timing.heartbeat_ticks;
  config.evidence_step_ms = setup_->timing.evidence_step_ms;
  config.election_retry_ms = setup_->timing.election_retry_ms;
  config.stall_ticks = static_cast<int>(setup_->timing.disk_stall / setup_->timing.tick);
  config.pulses = true;
  raft_ = std::make_unique<raft::Raft>(config, *start, setup_->disk->reader());
  if (start->applied >= start->membership_as_of)
    setup_->machine->began(context().generation(), raft_->membership_at(start->applied));
  const auto& membership = raft_->membership();
  // The only voter need not wait for a silence to know that nobody else leads.
  if (membership.voters.size() == 1 && membership.voters[0] == setup_->id && !membership.joint())
    raft_->campaign();
  ticked_ = context().now();
  drain();
}

// Ticks that would do nothing are not waited for, but made up for before the next input.
void RaftActor::pass_time(int ticks_max) {
  const auto passed = (context().now() - ticked_) / setup_->timing.tick;
  const auto ticks = std::clamp<int64_t>(passed, 0, ticks_max);
  std::vector<std::pair<MemberId, MonoTime>> heard;
  for (MemberId peer : pulsing_) heard.emplace_back(peer, setup_->peers->heard(peer));
  for (int64_t i = 0; i < ticks; ++i) {
    const auto since = std::exchange(ticked_, ticked_ + setup_->timing.tick);
    for (const auto& [peer, at] : heard)
      if (at > since) raft_->heard(peer);
    raft_->tick();
  }
  if (!pulsing_.empty()) setup_->peers->renew_pulses(pulses_until());
}

// Longer than a member at rest sleeps (Raft::idle_ticks).
MonoTime RaftActor::pulses_until() const {
  return context().now() + setup_->timing.tick * (2 * setup_->timing.election_ticks);
}

void RaftActor::let_pulse(std::vector<raft::Pulse> pulses) {
  pulsing_.clear();
  for (const auto& pulse : pulses)
    pulsing_.push_back(pulse.leader == setup_->id ? pulse.follower : pulse.leader);
  setup_->peers->set_pulses(std::move(pulses), pulses_until());
}

// Before an input; what is due at this very moment is left to the timer, because the input may be
// the leader's heartbeat.
bool RaftActor::awake() {
  if (raft_) pass_time(raft_->idle_ticks() - 1);
  return raft_ != nullptr;
}

void RaftActor::wake_in_time() {
  const int ticks = waiting_.empty() ? raft_->idle_ticks() : 1;
  const auto due = std::max(ticked_ + setup_->timing.tick * ticks, context().now());
  if (waking_ != MonoTime{} && waking_ <= due) return;
  waking_ = due;
  context().later(
      due - context().now(),
      [this, waking = ++wakings_] {
        if (waking == wakings_) time_came();
      },
      "tick");
}

void RaftActor::time_came() {
  waking_ = {};
  pass_time(2 * setup_->timing.election_ticks);
  // Who was stopped for long does not make up for all of it.
  ticked_ = std::max(ticked_, context().now() - setup_->timing.tick);
  flush_submits();
  drain();
}

void RaftActor::on(const PeerMessage& m) {
  if (!awake()) return;
  raft_->step(m.message);
  drain();
}

void RaftActor::on(const Submit& m) {
  if (!awake() || !raft_->is_leader()) return;
  for (const Bytes& transaction : m.transactions) {
    if (waiting_bytes_ + transaction.size() > submits_waiting_max_bytes) break;
    waiting_bytes_ += transaction.size();
    waiting_.push_back(transaction);
  }
  flush_submits();
  drain();
}

// One entry for what waits, unless enough writes are under way: then the next completion takes all
// that has gathered by then.
void RaftActor::flush_submits() {
  while (raft_ && !waiting_.empty() && writes_under_way_ < writes_under_way_max) {
    if (!raft_->is_leader()) return drop_submits();
    std::vector<Bytes> batch;
    size_t bytes = 0;
    while (!waiting_.empty() && batch.size() < log::entry_transactions_max &&
           (batch.empty() || bytes + waiting_.front().size() <= entry_bytes_max)) {
      bytes += waiting_.front().size();
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    auto proposed = raft_->propose(setup_->make_entry(batch, context().wall()));
    if (proposed.ok()) {
      if (measures_) measures_->entry_transactions.observe(static_cast<double>(batch.size()));
      waiting_bytes_ -= bytes;
      drain();
      continue;
    }
    // Transfer or back-pressure: they keep their order and wait for the next tick or completion.
    waiting_.insert(waiting_.begin(), batch.begin(), batch.end());
    return;
  }
}

void RaftActor::drop_submits() {
  if (measures_) measures_->submits_dropped.add(waiting_.size());
  waiting_.clear();
  waiting_bytes_ = 0;
}

void RaftActor::on(const ReadIndex& m) {
  if (!awake())
    return m.reply.answer(Status(Code::unavailable, "this node is still opening its log"));
  uint64_t read = next_read_;
  next_read_ += 2;
  if (auto status = raft_->read_index(read); !status.ok()) return m.reply.answer(status);
  reads_.emplace(read, m.reply);
  drain();
}

void RaftActor::answer_reads(const std::vector<raft::ReadState>& states) {
  for (const raft::ReadState& state : states) {
    auto found = reads_.find(state.context);
    if (found == reads_.end()) continue;
    if (state.failed && measures_) measures_->reads_failed.add();
    if (state.failed)
      found->second.answer(Status(Code::unavailable, "leadership moved; try again"));
    else
      found->second.answer(state.index);
    reads_.erase(found);
  }
}

void RaftActor::on(const ChangeMembers& m) {
  if (!awake())
    return m.reply.answer(Status(Code::unavailable, "this node is still opening its log"));
  auto proposed = raft_->propose_conf_change(m.change);
  update_sole_voter();  // it counts from now on: before anybody else hears of it
  if (proposed.ok())
    m.reply.answer(Done{});
  else
    m.reply.answer(proposed.status());
  drain();
}

void RaftActor::on(const TransferLeadership& m) {
  if (!awake())
    return m.reply.answer(Status(Code::unavailable, "this node is still opening its log"));
  auto status = raft_->transfer_leadership(m.to);
  if (status.ok())
    m.reply.answer(Done{});
  else
    m.reply.answer(status);
  drain();
}

void RaftActor::on(const GetStatus& m) {
  if (!awake())
    return m.reply.answer(Status(Code::unavailable, "this node is still opening its log"));
  m.reply.answer(raft_->status());
}

void RaftActor::on(const PeerRefused& m) {
  if (!awake()) return;
  if (m.peer == raft_->leader() && !std::exchange(told_refused_, true))
    tell("raft_peer_refused", "peer=" + std::to_string(m.peer.value));
  raft_->peer_link_refused(m.peer);
  drain();
}

void RaftActor::on(const PeerReached& m) {
  if (!awake()) return;
  raft_->peer_link_up(m.peer);
}

void RaftActor::on(const PeerUnreachable& m) {
  if (!awake()) return;
  raft_->report_unreachable(m.peer);
  drain();
}

void RaftActor::on(const SnapshotReport& m) {
  if (!awake()) return;
  raft_->report_snapshot(m.peer, m.delivered);
  drain();
}

void RaftActor::on(const Stalled& m) {
  if (!awake()) return;
  raft_->set_stalled(m.stalled);
  drain();
}

void RaftActor::drain() {
  while (raft_->has_ready()) carry_out(raft_->take_ready());
  seek_skip();
  if (measures_) measure();
  wake_in_time();
}

// A replica that is held before an entry goes on when the log says that all are to skip it.
void RaftActor::seek_skip() {
  if (!raft_->held_at() || seeking_ || raft_->readable() <= sought_) return;
  seeking_ = true;
  sought_ = raft_->readable();
  setup_->machine->seek_skip(context().generation(), sought_,
                             [back = context().reentry(), this](bool found) {
                               back.post(
                                   [this, found] {
                                     seeking_ = false;
                                     if (found) raft_->release();
                                     drain();
                                   },
                                   "sought");
                             });
}

void RaftActor::carry_out(raft::Ready ready) {
  if (ready.pulses) let_pulse(*std::move(ready.pulses));
  if (ready.soft_state) announce(*ready.soft_state);
  for (const auto& message : ready.send_now) setup_->peers->send(message);
  write(std::move(ready.save), std::move(ready.send_after_save));
  if (!ready.apply.empty()) {
    auto membership = raft_->membership_at(ready.apply.back().index);
    setup_->machine->apply(
        context().generation(), std::move(ready.apply), std::move(membership),
        [back = context().reentry(), this, began = context().now()](LogIndex index) {
          back.post(
              [this, index, began] {
                if (measures_) measures_->applied(context().now() - began);
                applied(index);
              },
              "applied");
        });
  }
  answer_reads(ready.read_states);
  if (ready.wake) {
    context().later(
        std::chrono::milliseconds(ready.wake->milliseconds),
        [this, id = ready.wake->id] {
          (void)awake();
          raft_->woken(id);
          drain();
        },
        "wake");
  }
  tell_first_commit();
}

void RaftActor::write(raft::Save save, std::vector<raft::Message> after) {
  if (save.empty()) {
    if (after.empty()) return;
    if (last_saved_ == last_write_) {
      for (const auto& message : after) setup_->peers->send(message);
    } else {
      after_.emplace_back(last_write_, std::move(after));
    }
    return;
  }
  raft::SaveToken token = last_write_ = save.token;
  ++writes_under_way_;
  setup_->disk->write(context().generation(), std::move(save),
                      [back = context().reentry(), this, token, began = context().now(),
                       after = std::move(after)](Status status) mutable {
                        back.post(
                            [this, token, status, began, after = std::move(after)]() mutable {
                              if (measures_)
                                measures_->save_seconds.observe(context().now() - began);
                              saved(token, status, std::move(after));
                            },
                            "saved");
                      });
}

void RaftActor::saved(raft::SaveToken token, Status status, std::vector<raft::Message> after) {
  if (!status.ok()) context().die("the log cannot be written: " + status.message());
  (void)awake();
  --writes_under_way_;
  last_saved_ = token;
  for (const auto& message : after) setup_->peers->send(message);
  while (!after_.empty() && after_.front().first <= last_saved_) {
    for (const auto& message : after_.front().second) setup_->peers->send(message);
    after_.pop_front();
  }
  raft_->saved(token);
  drain();
  flush_submits();
}

void RaftActor::applied(LogIndex index) {
  raft_->applied(index);
  update_sole_voter();
  drain();
}

void RaftActor::announce(const raft::SoftState& state) {
  tell_election(state);
  if (measures_ && state.leader && state.leader != setup_->leadership->leader())
    measures_->leader_changes.add();
  setup_->leadership->set(state.leader, raft_->term());
  if (state.role != raft::Role::leader) drop_submits();
  update_sole_voter();
  setup_->on_leader({state.leader, raft_->term(), state.role == raft::Role::leader});
}

void RaftActor::tell(std::string_view event, const std::string& facts) {
  if (!setup_->log) return;
  const auto ns = context().now().time_since_epoch().count();
  setup_->log("event=" + std::string(event) + " mono_ns=" + std::to_string(ns) +
              " term=" + std::to_string(raft_->term().value) + (facts.empty() ? "" : " ") + facts);
}

void RaftActor::tell_election(const raft::SoftState& state) {
  if (state.leader) {
    told_refused_ = told_campaign_ = false;
    opening_ = {};
  }
  if (state.role == raft::Role::leader) {
    opening_ = raft_->status().last;
    tell("elected", "");
  } else if (state.role != raft::Role::follower && !std::exchange(told_campaign_, true)) {
    tell("campaign", "");
  }
}

void RaftActor::tell_first_commit() {
  if (!opening_ || raft_->committed() < opening_) return;
  tell("first_commit", "index=" + std::to_string(opening_.value));
  opening_ = {};
}

void RaftActor::measure() {
  auto set = [](metrics::Gauge& gauge, auto value) { gauge.set(static_cast<int64_t>(value)); };
  set(measures_->committed, raft_->committed().value);
  set(measures_->submits_waiting, waiting_.size());
  set(measures_->submit_bytes_waiting, waiting_bytes_);
  set(measures_->saves_under_way, writes_under_way_);
  set(measures_->reads_waiting, reads_.size());
}

void RaftActor::update_sole_voter() {
  if (!raft_->is_leader()) return setup_->leadership->set_sole_voter(false);
  auto status = raft_->status();
  const auto& members = status.membership;
  // Everything of earlier terms is applied once an entry of this term is.
  bool caught_up = status.applied && status.applied == status.committed;
  bool sole = members.voters.size() == 1 && !members.joint();
  setup_->leadership->set_sole_voter(sole && (setup_->leadership->sole_voter() || caught_up));
}

}  // namespace shoal::replica
