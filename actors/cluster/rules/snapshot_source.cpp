#include "actors/cluster/rules/snapshot_source.hpp"

#include <tuple>

namespace shoal::cluster {
namespace {

bool may_send(const raft::RaftStatus& status, const Members& members, const raft::PeerStatus& peer,
              const SourceQuestion& question) {
  const auto* member = find_member(members, peer.id);
  if (!member || member->dead || member->witness) return false;
  if (peer.id == question.receiver || !status.membership.contains(peer.id)) return false;
  if (question.tried.contains(peer.id) || question.sending.contains(peer.id)) return false;
  return question.reached.contains(peer.id) && peer.recently_active &&
         peer.state == raft::ReplicaState::replicate &&
         peer.match.value + source_lag_max >= status.last.value;
}

}  // namespace

std::optional<MemberId> choose_source(const raft::RaftStatus& status, const Members& members,
                                      const SourceQuestion& question) {
  if (status.role != raft::Role::leader || question.tried.size() >= delegates_max)
    return std::nullopt;
  const raft::PeerStatus* best = nullptr;
  // A learner's disk delays no commit; of equals the nearest, and then the lowest id.
  auto rank = [&](const raft::PeerStatus& peer) {
    return std::tuple(status.membership.is_voter(peer.id), status.last.value - peer.match.value,
                      peer.id);
  };
  for (const auto& peer : status.peers) {
    if (!may_send(status, members, peer, question)) continue;
    if (!best || rank(peer) < rank(*best)) best = &peer;
  }
  return best ? std::optional(best->id) : std::nullopt;
}

}  // namespace shoal::cluster
