#include "node/assembly/hand_over.hpp"

#include <gtest/gtest.h>

namespace shoal::node {
namespace {

raft::PeerStatus peer(uint64_t id, uint64_t match, bool active = true) {
  raft::PeerStatus peer;
  peer.id = {id};
  peer.match = LogIndex{match};
  peer.recently_active = active;
  return peer;
}

raft::RaftStatus leading() {
  raft::RaftStatus status;
  status.id = {1};
  status.role = raft::Role::leader;
  status.membership.voters = {{1}, {2}, {3}};
  status.peers = {peer(1, 9), peer(2, 7), peer(3, 8), peer(4, 9)};
  return status;
}

TEST(Heir, is_the_other_voter_that_is_furthest) {
  EXPECT_EQ(heir_of(leading()), MemberId{3});
}

TEST(Heir, a_voter_that_is_silent_or_a_learner_is_none) {
  auto status = leading();
  status.peers[2].recently_active = false;
  EXPECT_EQ(heir_of(status), MemberId{2});
  status.peers[1].recently_active = false;
  EXPECT_EQ(heir_of(status), std::nullopt);
}

TEST(Heir, a_follower_has_none_to_name) {
  auto status = leading();
  status.role = raft::Role::follower;
  EXPECT_EQ(heir_of(status), std::nullopt);
}

}  // namespace
}  // namespace shoal::node
