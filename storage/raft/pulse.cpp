// Pulses: heartbeats at rest. A leader to whom a peer is known to lack nothing says the same again
// and again, and that peer gives the same answer; neither needs raft for it. A pulse grants
// nothing: its round of reads was answered before, its commit index is known, and who is to vote,
// to append or to read takes it back first. It is evidence of the other one, as old as it is
// reported.
#include <algorithm>

#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

bool all_committed(const Core& core) {
  return core.log.committed() == core.log.last_index();
}

// Nothing is to be told to this peer, and it said so itself in answer to a heartbeat.
bool lacks_nothing(const Core& core, const Progress& peer) {
  const LogIndex last = core.log.last_index();
  return peer.state == ReplicaState::replicate && peer.match == last && peer.calm_at == last &&
         !peer.can_learn_commit(core.log.committed()) && peer.acked_round == core.reads.round;
}

bool leads_at_rest(const Core& core) {
  const bool saved = core.saved_token == core.last_token;  // a disk that hangs is watched by ticks
  return core.config.pulses && core.is_leader() && all_committed(core) && saved &&
         !core.transferee && core.reads.pending.empty() && core.reads.postponed.empty();
}

bool stands(const Core& core, const Pulse& pulse) {
  if (pulse.term != core.term || pulse.commit != core.log.committed() || !all_committed(core))
    return false;
  if (pulse.leader != core.config.id)
    return core.role == Role::follower && core.leader == pulse.leader && !core.leader_refused;
  const auto peer = core.peers.find(pulse.follower);
  return leads_at_rest(core) && pulse.round == core.reads.round && peer != core.peers.end() &&
         lacks_nothing(core, peer->second);
}

}  // namespace

bool has_pulse(const Core& core, MemberId peer) {
  return std::any_of(core.pulses.begin(), core.pulses.end(),
                     [&](const Pulse& pulse) { return pulse.follower == peer; });
}

bool at_rest(const Core& core) {
  return leads_at_rest(core) && core.pulses.size() == core.peers.size();
}

// At the time of a heartbeat only, so that a busy group does not begin and end them all the time.
void begin_pulse(Core& core, MemberId id, const Progress& peer) {
  if (!leads_at_rest(core) || !lacks_nothing(core, peer)) return;
  core.pulses.push_back({core.config.id, id, core.term, core.log.committed(), core.reads.round});
}

void follow_pulse(Core& core, const Message& heartbeat) {
  if (!core.config.pulses) return;
  const Pulse pulse{heartbeat.from, core.config.id, core.term, heartbeat.commit, heartbeat.context};
  core.pulses.clear();
  if (stands(core, pulse)) core.pulses.push_back(pulse);
}

bool pulses_changed(const Core& core) {
  return core.pulses != core.announced_pulses ||
         !std::all_of(core.pulses.begin(), core.pulses.end(),
                      [&](const Pulse& pulse) { return stands(core, pulse); });
}

void announce_pulses(Core& core, Ready& ready) {
  std::erase_if(core.pulses, [&](const Pulse& pulse) { return !stands(core, pulse); });
  if (core.pulses != core.announced_pulses) ready.pulses = core.announced_pulses = core.pulses;
}

void hear_pulse(Core& core, MemberId peer) {
  if (core.is_leader()) {
    auto it = core.peers.find(peer);
    if (it != core.peers.end()) it->second.recently_active = true;
  } else if (core.role == Role::follower && core.leader == peer) {
    hear_leader(core, peer);
  }
  core.refused.erase(peer);
}

}  // namespace shoal::raft
