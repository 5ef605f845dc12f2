#include "storage/raft/raft.hpp"

#include <algorithm>

#include "schema/vocab/check.hpp"
#include "storage/planted/planted.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

bool from_leader(MessageType type) {
  return type == MessageType::append || type == MessageType::heartbeat ||
         type == MessageType::snapshot;
}
bool asks_for_vote(MessageType type) {
  return type == MessageType::vote || type == MessageType::pre_vote;
}

// Whoever stands at an older term is told the newer one; silence could lock out a member that can
// neither win nor follow.
void answer_old_term(Core& core, const Message& message) {
  MessageType type = MessageType::append_reply;
  if (message.type == MessageType::pre_vote) type = MessageType::pre_vote_reply;
  if (message.type == MessageType::vote) type = MessageType::vote_reply;
  if (type == MessageType::append_reply && !from_leader(message.type)) return;
  Message reply = to_peer(core, type, message.from);
  reply.reject = true;
  reply.index = message.index;
  core.send_now.push_back(std::move(reply));
}

// Takes note of the sender's term. False: the message ends here.
bool settle_term(Core& core, const Message& message) {
  if (message.term < core.term) {
    answer_old_term(core, message);
    return false;
  }
  if (message.term == core.term) return true;
  const bool waits = message.type == MessageType::pre_vote && defends_candidate(core, message.from);
  if (asks_for_vote(message.type) && !message.force && (waits || defends_leader(core))) {
    hold(core, message);
    return false;
  }
  const bool hypothetical = message.type == MessageType::pre_vote ||
                            (message.type == MessageType::pre_vote_reply && !message.reject);
  if (!hypothetical)
    become_follower(core, message.term, from_leader(message.type) ? message.from : MemberId{});
  return true;
}

void dispatch(Core& core, const Message& message) {
  // Two leaders of one term cannot be; a message that says so is not believed.
  if (core.is_leader() && from_leader(message.type)) return;
  switch (message.type) {
    case MessageType::pre_vote:
    case MessageType::vote:
      return handle_vote_request(core, message);
    case MessageType::pre_vote_reply:
    case MessageType::vote_reply:
      return handle_vote_reply(core, message);
    case MessageType::append:
      return handle_append(core, message);
    case MessageType::heartbeat:
      return handle_heartbeat(core, message);
    case MessageType::snapshot:
      return handle_snapshot(core, message);
    case MessageType::timeout_now:
      return handle_timeout_now(core, message);
    case MessageType::append_reply:
      if (core.is_leader()) handle_append_reply(core, message);
      return;
    case MessageType::heartbeat_reply:
      if (core.is_leader()) handle_heartbeat_reply(core, message);
      return;
    case MessageType::read_index:
    case MessageType::read_index_reply:
      return;  // do not depend on terms; see step
  }
}

void fill_save(Core& core, Save& save) {
  const HardState now{core.term, core.vote, core.log.committed()};
  const bool promised = now.term != core.handed_out.term || now.vote != core.handed_out.vote;
  if (!promised && !core.log.has_unsaved()) return;  // a commit index alone is not worth a write
  save.token = ++core.last_token;
  core.log.take_unsaved(save);
  core.log.mark_saving(save.token);
  if (now != core.handed_out) save.hard_state = now;
  core.handed_out = now;
  if (core.own_vote_pending && core.own_vote_token == 0) core.own_vote_token = save.token;
}

PeerStatus peer_status(MemberId id, const Progress& peer) {
  return {id,
          peer.state,
          peer.match,
          peer.next,
          peer.pending_snapshot,
          peer.inflights.count(),
          peer.heard_lately(),
          peer.paused()};
}

}  // namespace

Raft::Raft(const Config& config, const Start& start, const LogReader& reader)
    : core_(std::make_unique<Core>(config, start, reader)) {
  become_follower(*core_, core_->term, {});
}
Raft::~Raft() = default;
Raft::Raft(Raft&&) noexcept = default;

void receive(Core& core, const Message& message) {
  if (message.to != core.config.id || !message.from || message.from == core.config.id) return;
  note_heard(core, message);
  if (message.type == MessageType::read_index) return handle_read_index(core, message);
  if (message.type == MessageType::read_index_reply) return handle_read_reply(core, message);
  if (settle_term(core, message)) dispatch(core, message);
}

void Raft::step(const Message& message) {
  receive(*core_, message);
}

void Raft::tick() {
  Core& core = *core_;
  watch_saves(core);
  if (core.is_leader()) return tick_leader(core);
  tick_reads(core);
  ask_for_state(core);
  ++core.election_elapsed;
  if (!core.leader) ++core.leaderless;
  answer_held(core);
  if (core.election_elapsed < core.election_timeout) return;
  if (raft::promotable(core))
    raft::campaign(core, Election::ordinary);
  else if (core.leader)
    lose_leader(core);
}

int Raft::idle_ticks() const {
  const Core& core = *core_;
  const int elapsed = core.election_elapsed;
  int left = core.config.election_ticks;
  if (core.is_leader()) {
    left -= elapsed;
    if (!at_rest(core)) left = std::min(left, core.config.heartbeat_ticks - core.heartbeat_elapsed);
  } else if (!core.reads.asked.empty() || !core.held.empty() || core.log.wants_state())
    left = 1;
  else if (raft::promotable(core))
    left = core.election_timeout - elapsed;
  if (!core.pulses.empty()) left = std::min(left, 2 * core.config.election_ticks - 1);
  return std::max(left, 1);
}

Result<Proposed> Raft::propose(Bytes data) {
  std::vector<Bytes> one;
  one.push_back(std::move(data));
  SHOAL_ASSIGN(std::vector<Proposed> proposed, propose_batch(std::move(one)));
  return proposed.front();
}

Result<std::vector<Proposed>> Raft::propose_batch(std::vector<Bytes> data) {
  Core& core = *core_;
  if (!core.is_leader()) return {Code::unavailable, "not the leader"};
  if (core.transferee) return {Code::unavailable, "leadership is being transferred"};
  size_t bytes = 0;
  for (const Bytes& one : data) bytes += one.size();
  // However large, a batch is let in when nothing waits, or it could never be.
  if (core.uncommitted_bytes > 0 &&
      core.uncommitted_bytes + bytes > core.config.uncommitted_bytes_max)
    return {Code::too_many_requests, "too many bytes wait to be committed"};
  std::vector<Proposed> out;
  for (Bytes& one : data)
    out.push_back({append_as_leader(core, EntryKind::normal, std::move(one)), core.term});
  return out;
}

Result<Proposed> Raft::propose_conf_change(const ConfChange& change) {
  if (!core_->is_leader()) return {Code::unavailable, "not the leader"};
  return change_as_leader(*core_, change);
}

Status Raft::read_index(uint64_t context) {
  return ask_read(*core_, context);
}

Status Raft::transfer_leadership(MemberId to) {
  Core& core = *core_;
  if (!core.is_leader()) return {Code::unavailable, "not the leader"};
  if (to == core.config.id) return {};
  if (!core.membership().is_voter(to) || core.membership().is_witness(to))
    return {Code::invalid, "only a voter with data can lead"};
  if (core.transferee != to) transfer_to(core, to);
  return {};
}

void Raft::campaign() {
  raft::campaign(*core_, Election::ordinary);
}

void Raft::forget_leader() {
  if (core_->role == Role::follower) core_->leader = {};
  answer_held(*core_);
}

void Raft::saved(SaveToken token) {
  Core& core = *core_;
  SHOAL_CHECK(token <= core.last_token, "a save was reported that was never handed out");
  core.saved_token = std::max(core.saved_token, token);
  core.save_age = 0;
  core.save_stalled = false;
  core.log.saved(token);
  count_own_vote(core);
  if (core.is_leader()) maybe_commit(core);
}

void Raft::applied(LogIndex index) {
  Core& core = *core_;
  core.log.applied(index);
  core.history.forget_before(std::min(core.log.applied(), core.log.first_index().previous()));
}

void Raft::release() {
  core_->log.hold_from({});
}

void Raft::report_unreachable(MemberId peer) {
  auto it = core_->peers.find(peer);
  if (it != core_->peers.end() && it->second.state == ReplicaState::replicate)
    it->second.become_probe();
}

void Raft::report_snapshot(MemberId peer, bool delivered) {
  auto it = core_->peers.find(peer);
  if (it == core_->peers.end()) return;
  if (std::exchange(it->second.state_under_way, false))
    it->second.state_pause = core_->config.election_ticks;  // it may have asked again meanwhile
  if (it->second.state != ReplicaState::snapshot) return;
  if (!delivered) it->second.pending_snapshot = {};
  it->second.become_probe();
  // Its acknowledgement, or else the next heartbeat's, goes before the next append.
  it->second.probe_sent = true;
}

void Raft::peer_link_refused(MemberId peer) {
  note_refused(*core_, peer);
}

void Raft::peer_link_up(MemberId peer) {
  note_reached(*core_, peer);
}

void Raft::heard(MemberId peer) {
  hear_pulse(*core_, peer);
}

void Raft::woken(uint64_t wake_id) {
  if (wake_id == core_->hurry.last_wake) raft::woken(*core_);
}

void Raft::set_stalled(bool stalled) {
  core_->stalled = stalled;
  if (stalled && core_->is_leader()) hand_over(*core_);
}

void Raft::snapshot_unreadable() {
  if (!core_->is_leader()) return;
  for (const auto& [id, peer] : core_->peers)
    if (peer.heard_lately() && may_lead(*core_, id)) return hand_over(*core_);
}

bool Raft::has_ready() const {
  const Core& core = *core_;
  const bool unsent = core.is_leader() && (core.append_wanted || wants_read_round(core.reads));
  return unsent || core.announced != SoftState{core.leader, core.role} || core.log.has_unsaved() ||
         core.term != core.handed_out.term || core.vote != core.handed_out.vote ||
         !core.send_now.empty() || !core.send_after_save.empty() || !core.read_states.empty() ||
         core.hurry.wish || core.log.can_apply() || pulses_changed(core);
}

Ready Raft::take_ready() {
  Core& core = *core_;
  Ready ready;
  announce_pulses(core, ready);
  if (core.append_wanted) broadcast_append(core);
  start_read_round(core, false);
  const SoftState soft{core.leader, core.role};
  if (soft != core.announced) ready.soft_state = core.announced = soft;
  fill_save(core, ready.save);
  ready.send_now = std::exchange(core.send_now, {});
  ready.send_after_save = std::exchange(core.send_after_save, {});
  const bool waits = !ready.save.empty() || core.saved_token != core.last_token;
  if (!waits || planted::on(planted::Bug::acknowledge_before_sync)) {
    for (Message& message : ready.send_after_save) ready.send_now.push_back(std::move(message));
    ready.send_after_save.clear();
  }
  ready.apply = core.log.take_apply();
  if (planted::on(planted::Bug::configuration_applied_late)) note_changes_late(core, ready.apply);
  ready.read_states = std::exchange(core.read_states, {});
  ready.wake = std::exchange(core.hurry.wish, {});
  return ready;
}

MemberId Raft::id() const {
  return core_->config.id;
}
MemberId Raft::leader() const {
  return core_->leader;
}
bool Raft::is_leader() const {
  return core_->is_leader();
}
Term Raft::term() const {
  return core_->term;
}
LogIndex Raft::committed() const {
  return core_->log.committed();
}
LogIndex Raft::held_at() const {
  return core_->log.held_at();
}
LogIndex Raft::readable() const {
  return std::min(core_->log.committed(), core_->log.stable());
}
const Membership& Raft::membership() const {
  return core_->membership();
}
bool Raft::promotable() const {
  return raft::promotable(*core_);
}

SnapshotMeta Raft::membership_at(LogIndex index) const {
  const auto& version = core_->history.at(index);
  return {index, core_->log.term(index).value_or(Term{}), version.membership, version.index};
}

RaftStatus Raft::status() const {
  const Core& core = *core_;
  RaftStatus out;
  out.id = core.config.id;
  out.leader = core.leader;
  out.role = core.role;
  out.term = core.term;
  out.vote = core.vote;
  out.first = core.log.first_index();
  out.last = core.log.last_index();
  out.stable = core.log.stable();
  out.committed = core.log.committed();
  out.applied = core.log.applied();
  out.membership = core.membership();
  out.membership_index = core.history.newest().index;
  out.transferee = core.transferee;
  out.held_at = core.log.held_at();
  out.stalled = core.stalled || core.save_stalled;
  out.state_missing = core.log.state_missing();
  out.uncommitted_bytes = core.uncommitted_bytes;
  out.refused.assign(core.refused.begin(), core.refused.end());
  for (const auto& [id, peer] : core.peers) out.peers.push_back(peer_status(id, peer));
  return out;
}

}  // namespace shoal::raft
