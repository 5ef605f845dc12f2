#include "actors/cluster/rules/roles.hpp"

#include <algorithm>
#include <map>
#include <utility>

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
  std::string zone(MemberId id) const {
    auto* member = find_member(members, id);
    return member ? member->zone : "";
  }
  // How many of them stand in each zone.
  std::map<std::string, size_t> zones(const std::vector<MemberId>& ids) const {
    std::map<std::string, size_t> out;
    for (MemberId id : ids) ++out[zone(id)];
    return out;
  }
  // Of the zone that has fewest of `placed`; the first of these.
  MemberId emptiest(const std::vector<MemberId>& candidates,
                    const std::vector<MemberId>& placed) const {
    auto counts = zones(placed);
    return *std::min_element(candidates.begin(), candidates.end(), [&](MemberId a, MemberId b) {
      return counts[zone(a)] < counts[zone(b)];
    });
  }
  std::vector<MemberId> living_voters() const {
    auto out = status.membership.voters;
    std::erase_if(out, [this](MemberId id) { return dead(id); });
    return out;
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
  std::vector<MemberId> others;
  for (const auto& [name, member] : scene.members)
    if (!member.dead && !member.witness && !scene.status.membership.contains(member.id))
      others.push_back(member.id);
  if (others.empty()) return {};
  return one(ChangeKind::add_learner, scene.emptiest(others, scene.status.membership.members()));
}

Change replace_dead(const Scene& scene) {
  const auto& voters = scene.status.membership.voters;
  for (MemberId id : voters) {
    if (id == scene.status.id || !scene.dead(id) || scene.status.membership.is_witness(id))
      continue;
    auto hot = scene.hot_learners();
    if (!hot.empty())
      return raft::ConfChange{raft::Transition::joint_implicit,
                              {{ChangeKind::add_voter, scene.emptiest(hot, scene.living_voters())},
                               {ChangeKind::add_learner, id}},
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
  for (auto voting = scene.living_voters(); !hot.empty() && change.changes.size() < missing;) {
    const MemberId next = scene.emptiest(hot, voting);
    change.changes.push_back({ChangeKind::add_voter, next});
    voting.push_back(next);
    std::erase(hot, next);
  }
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

Change decide_spread(const Members& members, const raft::RaftStatus& status) {
  Scene scene{members, status};
  const auto& group = status.membership;
  if (group.learners.empty() || !group.witnesses.empty()) return {};
  if (decide_membership(members, status) || group.joint()) return {};
  for (MemberId id : group.members())
    if (scene.dead(id) || !scene.hot(id)) return {};
  auto counts = scene.zones(group.voters);
  const MemberId in = scene.emptiest(group.learners, group.voters);
  MemberId out;  // of the fullest zone
  for (MemberId id : group.voters)
    if (id != status.id && (!out || counts[scene.zone(id)] > counts[scene.zone(out)])) out = id;
  if (!out || counts[scene.zone(out)] < counts[scene.zone(in)] + 2) return {};
  return joint({{ChangeKind::add_voter, in}, {ChangeKind::add_learner, out}});
}

Change SpreadPatience::due(Change wanted, MonoTime now) {
  if (!wanted || !wanted_ || wanted->changes != wanted_->changes) {
    wanted_ = std::move(wanted);
    since_ = now;
  }
  if (!wanted_ || now - since_ < wait_) return {};
  return std::exchange(wanted_, std::nullopt);
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
