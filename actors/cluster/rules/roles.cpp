#include "actors/cluster/rules/roles.hpp"

#include <algorithm>

namespace shoal::cluster {
namespace {

using Change = std::optional<raft::ConfChange>;
using raft::ChangeKind;

struct Scene {
  const Members& members;
  const raft::RaftStatus& status;

  bool dead(MemberId id) const {
    auto* member = find_member(members, id);
    return !member || member->dead;
  }
  // Alive, and near the end of the log.
  bool hot(MemberId id) const {
    if (id == status.id) return true;
    for (const auto& peer : status.peers) {
      if (peer.id != id) continue;
      return !dead(id) && peer.recently_active && peer.state == raft::ReplicaState::replicate &&
             peer.match.value + hot_lag_entries >= status.committed.value;
    }
    return false;
  }
  std::vector<MemberId> hot_learners() const {
    std::vector<MemberId> out;
    for (MemberId id : status.membership.learners)
      if (hot(id)) out.push_back(id);
    return out;
  }
  size_t replicas() const {
    return static_cast<size_t>(std::count_if(members.begin(), members.end(),
                                             [](const auto& m) { return !m.second.witness; }));
  }
  // The one in the group; else the first that lives, if any.
  MemberId witness() const {
    for (MemberId id : status.membership.witnesses)
      if (!dead(id)) return id;
    for (const auto& [name, member] : members)
      if (member.witness && !member.dead) return member.id;
    const auto& group = status.membership.witnesses;
    return group.empty() ? MemberId{} : group.front();
  }
  // Of two replicas neither can be lost without a third voter.
  bool wants_witness() const { return replicas() == 2 && witness(); }
  size_t voters_wanted() const { return wants_witness() ? 3 : cluster::voters_wanted(replicas()); }
};

Change one(ChangeKind kind, MemberId id) {
  return raft::ConfChange{raft::Transition::automatic, {{kind, id}}, {}};
}

// Who is in raft's group without being a member (it left, or its log was lost) goes first.
Change drop_strangers(const Scene& scene) {
  for (MemberId id : scene.status.membership.members())
    if (!find_member(scene.members, id) && id != scene.status.id)
      return one(ChangeKind::remove, id);
  return {};
}

Change add_learner(const Scene& scene) {
  if (scene.status.membership.members().size() >= replicas_max) return {};
  for (const auto& [name, member] : scene.members)
    if (!member.dead && !member.witness && !scene.status.membership.contains(member.id))
      return one(ChangeKind::add_learner, member.id);
  return {};
}

Change replace_dead(const Scene& scene) {
  const auto& voters = scene.status.membership.voters;
  for (MemberId id : voters) {
    if (id == scene.status.id || !scene.dead(id) || scene.status.membership.is_witness(id))
      continue;
    auto hot = scene.hot_learners();
    if (!hot.empty())
      return raft::ConfChange{raft::Transition::joint_implicit,
                              {{ChangeKind::add_voter, hot.front()}, {ChangeKind::add_learner, id}},
                              {}};
    if (voters.size() > 3) return one(ChangeKind::add_learner, id);
  }
  return {};
}

raft::ConfChange joint(std::vector<raft::MemberChange> changes) {
  return {raft::Transition::joint_implicit, std::move(changes), {}};
}

// A witness votes while exactly two replicas are there. It comes together with the second of them,
// and goes together with the third's coming, so that the voters are never two.
Change place_witness(const Scene& scene) {
  const auto& group = scene.status.membership;
  const MemberId wanted = scene.wants_witness() ? scene.witness() : MemberId{};
  const size_t voting = group.voters.size() - group.witnesses.size();
  const auto hot = scene.hot_learners();
  for (MemberId id : group.witnesses) {
    if (id == wanted) return {};
    if (wanted) return joint({{ChangeKind::add_witness, wanted}, {ChangeKind::remove, id}});
    if (scene.replicas() < 2) return one(ChangeKind::remove, id);
    if (!hot.empty())
      return joint({{ChangeKind::add_voter, hot.front()}, {ChangeKind::remove, id}});
    return {};
  }
  if (!wanted) return {};
  if (voting == 2) return one(ChangeKind::add_witness, wanted);
  if (voting == 1 && !hot.empty())
    return joint({{ChangeKind::add_voter, hot.front()}, {ChangeKind::add_witness, wanted}});
  return {};
}

// As many as are wanted at once: from one voter to three without being two in between.
Change promote(const Scene& scene, size_t wanted) {
  size_t voters = scene.status.membership.voters.size();
  auto hot = scene.hot_learners();
  if (voters >= wanted || hot.empty()) return {};
  size_t missing = wanted - voters;
  if (voters == 1 && hot.size() < missing) {
    if (hot.size() < 2) return {};
    missing = 2;
  }
  raft::ConfChange change;
  for (MemberId id : hot)
    if (change.changes.size() < missing) change.changes.push_back({ChangeKind::add_voter, id});
  return change;
}

// Two members that both vote cannot lose either: one of them becomes a learner.
Change demote(const Scene& scene, size_t wanted) {
  const auto& voters = scene.status.membership.voters;
  if (voters.size() <= wanted || wanted != 1) return {};
  for (MemberId id : voters)
    if (id != scene.status.id && !scene.dead(id)) return one(ChangeKind::add_learner, id);
  return {};
}

}  // namespace

size_t voters_wanted(size_t replicas) {
  return replicas < 3 ? 1 : replicas < 5 ? 3 : replicas < 9 ? 5 : 7;
}

Change decide_membership(const Members& members, const raft::RaftStatus& status) {
  Scene scene{members, status};
  // Until the leader has written its own record there is nobody to compare with.
  if (status.membership.joint() || !find_member(members, status.id)) return {};
  const size_t wanted = scene.voters_wanted();
  if (auto change = replace_dead(scene)) return change;
  if (auto change = drop_strangers(scene)) return change;
  if (auto change = add_learner(scene)) return change;
  if (auto change = place_witness(scene)) return change;
  if (auto change = promote(scene, wanted)) return change;
  return demote(scene, wanted);
}

bool settled(const Members& members, const raft::RaftStatus& status) {
  Scene scene{members, status};
  const auto& membership = status.membership;
  if (membership.joint() || drop_strangers(scene) || add_learner(scene)) return false;
  for (MemberId id : membership.voters)
    if (scene.dead(id)) return false;
  return membership.voters.size() == scene.voters_wanted() &&
         membership.witnesses.empty() != scene.wants_witness();
}

}  // namespace shoal::cluster
