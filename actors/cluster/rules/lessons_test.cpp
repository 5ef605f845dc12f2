// Bugs that other systems shipped, where it is the membership's rules that must not have them.
#include <gtest/gtest.h>

#include "actors/cluster/rules/death.hpp"
#include "actors/cluster/rules/roles.hpp"

namespace shoal::cluster {
namespace {

constexpr uint64_t committed = 5000;

struct Group {
  Members members;
  raft::RaftStatus status;

  // Members 1..voters vote, those up to `all` are learners at the end of the log; n1 leads.
  Group(uint64_t voters, uint64_t all) {
    status.id = {1};
    status.role = raft::Role::leader;
    status.committed = {committed};
    for (uint64_t id = 1; id <= all; ++id) {
      Member member;
      member.id = {id};
      member.name = "n" + std::to_string(id);
      members.emplace(member.name, member);
      (id <= voters ? status.membership.voters : status.membership.learners).push_back({id});
      raft::PeerStatus peer;
      peer.id = {id};
      peer.state = raft::ReplicaState::replicate;
      peer.recently_active = true;
      peer.match = {committed};
      status.peers.push_back(peer);
    }
  }
  void declare_dead(uint64_t id) { members.at("n" + std::to_string(id)).dead = true; }
  bool changes() const { return decide_membership(members, status).has_value(); }
  raft::ConfChange change() const {
    return decide_membership(members, status).value_or(raft::ConfChange{});
  }
};

// Roles were swapped by a loop every 30 s there, and both that died in between were voters. Here
// the swap is due at the event itself, in one change that needs no further round.
TEST(Lessons, bug_19_a_dead_voter_is_swapped_at_once_by_a_hot_learner) {
  Group group(3, 5);
  group.status.membership.voters = {{1}, {2}, {3}};
  group.declare_dead(2);
  const auto first = group.change().changes;
  ASSERT_GE(first.size(), 2u);
  EXPECT_EQ(first.front().kind, raft::ChangeKind::add_voter);
  // The change is made: the dead one is a learner, and the next loss finds a full group again.
  Group next(3, 5);
  next.status.membership.voters = {{1}, {3}, {4}};
  next.status.membership.learners = {{2}, {5}};
  next.declare_dead(2);
  next.declare_dead(3);
  const auto second = next.change().changes;
  ASSERT_GE(second.size(), 2u);
  EXPECT_EQ(second.front(), (raft::MemberChange{raft::ChangeKind::add_voter, {5}}));
}

TEST(Lessons, bug_20_healing_promotes_first_and_never_shrinks_on_suspicion) {
  // Silent, behind, unreachable: suspicion, and nothing changes.
  Group suspected(3, 3);
  suspected.status.peers[1].recently_active = false;
  suspected.status.peers[1].match = {1};
  EXPECT_FALSE(suspected.changes());
  // Declared dead, without a replacement: three stay configured, or the next loss would end it.
  suspected.declare_dead(2);
  EXPECT_FALSE(suspected.changes());
  // With one, promotion and demotion are one change; the voters are never fewer than before.
  Group replaced(3, 4);
  replaced.declare_dead(2);
  const auto change = replaced.change();
  ASSERT_EQ(change.changes.size(), 2u);
  EXPECT_EQ(change.changes[0], (raft::MemberChange{raft::ChangeKind::add_voter, {4}}));
  EXPECT_EQ(change.changes[1], (raft::MemberChange{raft::ChangeKind::add_learner, {2}}));
  // A learner that is far behind is no replacement: its vote would be missing until it caught up.
  replaced.status.peers[3].match = {1};
  EXPECT_FALSE(replaced.changes());
}

}  // namespace
}  // namespace shoal::cluster
