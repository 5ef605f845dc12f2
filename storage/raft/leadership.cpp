// Holding and giving up leadership: the check of the quorum and of progress, transfers, hand-overs.
#include <algorithm>
#include <utility>

#include "storage/planted/planted.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

bool quorum_is_active(const Core& core) {
  return quorum_vote(core.membership(), [&](MemberId id) -> std::optional<bool> {
           if (id == core.config.id) return true;
           auto it = core.peers.find(id);
           return it != core.peers.end() && it->second.recently_active;
         }) == VoteResult::won;
}

// Whatever keeps entries from being committed, with a quorum that answers heartbeats: another
// leader may do better, this one did not.
bool commits_nothing(Core& core) {
  if (core.config.stall_ticks == 0 || core.log.committed() == core.log.last_index()) {
    core.commit_age = 0;
    return false;
  }
  return ++core.commit_age >= 2 * core.config.stall_ticks;
}

}  // namespace

bool may_lead(const Core& core, MemberId id) {
  return core.membership().is_voter(id) && !core.membership().is_witness(id);
}

void tick_leader(Core& core) {
  if (++core.election_elapsed >= core.config.election_ticks) {
    core.election_elapsed = 0;
    core.transferee = {};  // a transfer that took this long is given up
    if (core.config.check_quorum && !quorum_is_active(core)) {
      become_follower(core, core.term, {});
      return;
    }
    for (auto& [id, peer] : core.peers)
      peer.active_before = std::exchange(peer.recently_active, false);
  }
  for (auto& [id, peer] : core.peers)
    if (peer.state_pause > 0) --peer.state_pause;
  if (commits_nothing(core)) return hand_over(core);
  if (++core.heartbeat_elapsed >= core.config.heartbeat_ticks) {
    core.heartbeat_elapsed = 0;
    start_read_round(core, true);
    for (auto& [id, peer] : core.peers) {
      if (has_pulse(core, id)) continue;
      send_heartbeat(core, id, peer);
      begin_pulse(core, id, peer);
    }
  }
}

void transfer_to(Core& core, MemberId to) {
  core.transferee = to;
  core.election_elapsed = 0;
  maybe_finish_transfer(core, to);
  if (core.transferee) send_append(core, to, Empty::yes);
}

void maybe_finish_transfer(Core& core, MemberId peer) {
  if (core.transferee != peer) return;
  auto it = core.peers.find(peer);
  if (it == core.peers.end() || it->second.match != core.log.last_index()) return;
  core.send_now.push_back(to_peer(core, MessageType::timeout_now, peer));
}

// The peer that is nearest to this log, and preferably alive, is asked to take over; whether it
// wins is the others' decision. This member stops leading either way.
void hand_over(Core& core) {
  MemberId best;
  std::pair<bool, LogIndex> best_key;
  for (const auto& [id, peer] : core.peers) {
    const std::pair<bool, LogIndex> key{peer.heard_lately(), peer.match};
    if (!may_lead(core, id) || (best && key <= best_key)) continue;
    best = id;
    best_key = key;
  }
  if (best) core.send_now.push_back(to_peer(core, MessageType::timeout_now, best));
  become_follower(core, core.term, {});
}

void handle_timeout_now(Core& core, const Message& message) {
  if (core.is_leader() || (core.leader && core.leader != message.from)) return;
  campaign(core, Election::handover);
}

// A disk that hangs is seen by what it does not finish. Followers with one do not campaign.
void watch_saves(Core& core) {
  if (core.config.stall_ticks == 0) return;
  if (core.saved_token == core.last_token)
    core.save_age = 0;
  else
    ++core.save_age;
  if (planted::on(planted::Bug::leadership_kept_with_hung_disk)) return;
  core.save_stalled = core.save_age >= core.config.stall_ticks;
  if (core.save_stalled && core.is_leader()) hand_over(core);
}

}  // namespace shoal::raft
