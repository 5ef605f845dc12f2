#include "actors/cluster/rules/snapshot_source.hpp"

#include <gtest/gtest.h>

namespace shoal::cluster {
namespace {

using raft::ReplicaState;

// n1 leads voters n1 n2 n3; n4 is a learner at rest, n5 is new and needs the state.
struct Group {
  raft::RaftStatus status;
  Members members;
  SourceQuestion question;

  Group() {
    status.id = {1};
    status.role = raft::Role::leader;
    status.first = {5000};
    status.last = {9000};
    status.membership.voters = {{1}, {2}, {3}};
    status.membership.learners = {{4}, {5}};
    for (uint64_t id = 1; id <= 5; ++id) {
      Member member;
      member.name = "n" + std::to_string(id);
      member.id = {id};
      members[member.name] = member;
      if (id == 1) continue;
      raft::PeerStatus peer;
      peer.id = {id};
      peer.state = id == 5 ? ReplicaState::snapshot : ReplicaState::replicate;
      peer.match = {id == 5 ? 0 : 9000 - id};
      peer.recently_active = true;
      status.peers.push_back(peer);
      question.reached.insert({id});
    }
    question.receiver = {5};
  }
  raft::PeerStatus& peer(uint64_t id) { return status.peers[id - 2]; }
  std::string source() const {
    const auto chosen = choose_source(status, members, question);
    return chosen ? "n" + std::to_string(chosen->value) : "the leader";
  }
};

TEST(SnapshotSource, a_learner_goes_before_voters_and_of_equals_the_nearest) {
  Group group;
  EXPECT_EQ(group.source(), "n4");
  group.members["n4"].dead = true;
  EXPECT_EQ(group.source(), "n2");
  group.peer(2).match = {8990};
  EXPECT_EQ(group.source(), "n3");
  group.peer(3).match = {8990};
  EXPECT_EQ(group.source(), "n2") << "the lower id";
}

TEST(SnapshotSource, who_is_unfit_is_not_asked) {
  const std::pair<const char*, std::function<void(Group&)>> reasons[] = {
      {"dead", [](Group& g) { g.members["n4"].dead = true; }},
      {"a witness", [](Group& g) { g.members["n4"].witness = true; }},
      {"no member", [](Group& g) { g.members.erase("n4"); }},
      {"not in the group", [](Group& g) { g.status.membership.learners = {{5}}; }},
      {"no link", [](Group& g) { g.question.reached.erase({4}); }},
      {"not heard", [](Group& g) { g.peer(4).recently_active = false; }},
      {"itself being probed", [](Group& g) { g.peer(4).state = ReplicaState::probe; }},
      {"behind", [](Group& g) { g.peer(4).match = {9000 - source_lag_max - 1}; }},
      {"sending already", [](Group& g) { g.question.sending.insert({4}); }},
      {"asked before", [](Group& g) { g.question.tried.insert({4}); }},
      {"the receiver", [](Group& g) { g.question.receiver = {4}; }},
  };
  for (const auto& [why, make_so] : reasons) {
    Group group;
    make_so(group);
    EXPECT_EQ(group.source(), "n2") << why;
  }
  Group group;
  group.peer(4).match = {9000 - source_lag_max};
  EXPECT_EQ(group.source(), "n4") << "at the edge of being near";
}

TEST(SnapshotSource, the_leader_sends_where_nobody_else_can_or_others_failed) {
  Group group;
  group.question.tried = {{4}, {2}};
  EXPECT_EQ(group.source(), "the leader") << "two have been asked";
  Group alone;
  alone.question.reached = {{5}};
  EXPECT_EQ(alone.source(), "the leader");
  Group deposed;
  deposed.status.role = raft::Role::follower;
  EXPECT_EQ(deposed.source(), "the leader");
}

}  // namespace
}  // namespace shoal::cluster
