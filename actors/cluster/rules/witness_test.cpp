// When a witness votes: beside exactly two replicas, and never so that the voters are two.
#include <gtest/gtest.h>

#include "actors/cluster/rules/placement.hpp"
#include "actors/cluster/rules/roles.hpp"

namespace shoal::cluster {
namespace {

constexpr uint64_t committed = 5000;

// n1 leads; members 1..replicas have replicas, 9 is the witness, 8 a spare one.
struct Pair {
  Members members;
  raft::RaftStatus status;

  explicit Pair(uint64_t replicas, bool witness = true) {
    status.id = {1};
    status.role = raft::Role::leader;
    status.committed = {committed};
    for (uint64_t id = 1; id <= replicas; ++id) add(id, false);
    if (witness) add(9, true);
    status.membership.voters = {{1}};
  }
  void add(uint64_t id, bool witness) {
    Member member;
    member.id = {id};
    member.name = "n" + std::to_string(id);
    member.witness = witness;
    members.emplace(member.name, member);
    raft::PeerStatus peer;
    peer.id = {id};
    peer.state = raft::ReplicaState::replicate;
    peer.recently_active = true;
    peer.match = {committed};
    status.peers.push_back(peer);
  }
  Member& member(uint64_t id) { return members.at("n" + std::to_string(id)); }
  void vote(std::vector<MemberId> voters, std::vector<MemberId> witnesses) {
    status.membership.voters = std::move(voters);
    status.membership.witnesses = std::move(witnesses);
  }
  void learn(std::vector<MemberId> learners) { status.membership.learners = std::move(learners); }
  std::string decide() const {
    auto change = decide_membership(members, status);
    if (!change) return "nothing";
    std::string out = change->transition == raft::Transition::joint_implicit ? "joint:" : "";
    for (const auto& one : change->changes) {
      static const char* const words[] = {"voter", "learner", "remove", "witness"};
      out += std::string(out.empty() ? "" : " ") + words[static_cast<int>(one.kind)] + " " +
             std::to_string(one.id.value);
    }
    return out;
  }
};

TEST(Witness, it_comes_together_with_the_second_replica) {
  Pair pair(2);
  EXPECT_EQ(pair.decide(), "learner 2") << "a witness is nobody's learner";
  pair.learn({{2}});
  EXPECT_EQ(pair.decide(), "joint: voter 2 witness 9");
  pair.status.peers[1].match = {1};
  EXPECT_EQ(pair.decide(), "nothing") << "two voters would be worse than one";
}

TEST(Witness, with_it_either_replica_may_die_and_nothing_is_to_be_done) {
  Pair pair(2);
  pair.vote({{1}, {2}, {9}}, {{9}});
  EXPECT_EQ(pair.decide(), "nothing");
  EXPECT_TRUE(settled(pair.members, pair.status));
  pair.member(2).dead = true;
  EXPECT_EQ(pair.decide(), "nothing");
  pair.member(2).dead = false;
  pair.member(9).dead = true;
  EXPECT_EQ(pair.decide(), "nothing");
  pair.add(8, true);
  EXPECT_EQ(pair.decide(), "joint: witness 8 remove 9");
}

TEST(Witness, a_third_replica_takes_its_place_and_a_lone_one_needs_none) {
  Pair three(3);
  three.vote({{1}, {2}, {9}}, {{9}});
  EXPECT_EQ(three.decide(), "learner 3");
  three.learn({{3}});
  EXPECT_EQ(three.decide(), "joint: voter 3 remove 9");
  three.vote({{1}, {2}, {3}}, {});
  three.learn({});
  EXPECT_EQ(three.decide(), "nothing");
  EXPECT_TRUE(settled(three.members, three.status));
  Pair lone(1);
  EXPECT_EQ(lone.decide(), "nothing");
  lone.vote({{1}, {9}}, {{9}});
  EXPECT_EQ(lone.decide(), "remove 9");
}

TEST(Witness, two_that_vote_already_are_given_one) {
  Pair pair(2);
  pair.vote({{1}, {2}}, {});
  EXPECT_EQ(pair.decide(), "witness 9");
  // A wiped replica that came back: its old id goes, its new one votes when it has caught up.
  pair.vote({{1}, {7}, {9}}, {{9}});
  pair.learn({{2}});
  EXPECT_EQ(pair.decide(), "joint: voter 2 learner 7");
}

TEST(Witness, it_hosts_nothing) {
  Pair pair(2);
  EXPECT_EQ(live_members(pair.members), (std::vector<NodeName>{"n1", "n2"}));
}

}  // namespace
}  // namespace shoal::cluster
