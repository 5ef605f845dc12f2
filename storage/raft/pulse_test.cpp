// A group at rest: who carries the messages repeats and answers its heartbeats (raft::Pulse). What
// may be left to pulses, and what ends them.
#include <gtest/gtest.h>

#include "storage/raft/testing/network.hpp"

namespace shoal::raft {
namespace {

constexpr int election_ticks = 8;
constexpr MemberId one{1}, two{2}, three{3};

// Member 1 leads, everything is committed, and heartbeats have been answered.
struct Group : testing::Network {
  Group() {
    for (uint64_t id : {1, 2, 3}) {
      Config config;
      config.id = {id};
      config.seed = id;
      config.election_ticks = election_ticks;
      config.heartbeat_ticks = 2;
      config.pulses = true;
      add(config, Membership{{one, two, three}, {}, {}, {}, {}, false});
    }
    raft(one).campaign();
    turn(one);
    settle();
    rest(2 * election_ticks);
  }
  Raft& raft(MemberId id) { return *node(id).raft; }
  const std::vector<Pulse>& pulses(MemberId id) { return node(id).pulses; }
  size_t settle() {
    size_t delivered = 0;
    for (; !in_flight().empty(); ++delivered) {
      const Message message = in_flight().front();
      in_flight().pop_front();
      deliver(message);
    }
    return delivered;
  }
  // Everybody ticks so often, and messages arrive at once; how many there were.
  size_t tick(int times) {
    size_t delivered = 0;
    for (; times > 0; --times) {
      for (MemberId id : {one, two, three}) {
        if (!node(id).raft) continue;
        raft(id).tick();
        turn(id);
      }
      delivered += settle();
    }
    return delivered;
  }
  // The same while whoever carries messages lets these pulses beat, both ways.
  size_t rest(int times, const std::vector<MemberId>& followers = {two, three}) {
    size_t delivered = 0;
    for (; times > 0; --times) {
      for (MemberId id : followers) {
        if (pulses(id).empty()) continue;
        raft(id).heard(one);
        raft(one).heard(id);
      }
      delivered += tick(1);
    }
    return delivered;
  }
};

TEST(Pulse, at_rest_a_leader_and_its_followers_know_the_same_pulses) {
  Group group;
  ASSERT_EQ(group.pulses(one).size(), 2u);
  EXPECT_EQ(group.pulses(two), std::vector<Pulse>{group.pulses(one)[0]});
  EXPECT_EQ(group.pulses(three), std::vector<Pulse>{group.pulses(one)[1]});
  EXPECT_EQ(group.pulses(one)[0].commit, group.raft(one).committed());
}

TEST(Pulse, while_they_beat_nothing_is_sent_nothing_is_saved_and_nobody_campaigns) {
  Group group;
  const Term term = group.raft(one).term();
  const SaveToken saves[] = {group.node(one).last_token, group.node(two).last_token,
                             group.node(three).last_token};
  EXPECT_EQ(group.rest(1000), 0u);
  EXPECT_TRUE(group.raft(one).is_leader());
  EXPECT_EQ(group.raft(three).term(), term);
  EXPECT_EQ(group.node(one).last_token, saves[0]);
  EXPECT_EQ(group.node(two).last_token, saves[1]);
  EXPECT_EQ(group.node(three).last_token, saves[2]);
}

TEST(Pulse, a_leader_at_rest_need_not_wake_for_heartbeats) {
  Group group;
  group.rest(election_ticks - 1);
  int longest = 0;
  for (int i = 0; i < 2 * election_ticks; ++i) {
    group.rest(1);
    longest = std::max(longest, group.raft(one).idle_ticks());
  }
  EXPECT_EQ(longest, election_ticks);
}

TEST(Pulse, a_leader_whose_pulses_are_not_answered_steps_down) {
  Group group;
  group.cut(one, two);
  group.cut(one, three);
  group.rest(2 * election_ticks, {});
  EXPECT_FALSE(group.raft(one).is_leader());
  EXPECT_TRUE(group.pulses(one).empty());
}

TEST(Pulse, a_quorum_that_beats_is_enough) {
  Group group;
  group.cut(one, three);
  group.cut(two, three);
  group.rest(4 * election_ticks, {two});
  EXPECT_TRUE(group.raft(one).is_leader());
}

TEST(Pulse, a_follower_whose_pulse_stops_asks_for_votes_in_its_time) {
  Group group;
  group.crash(one);
  group.tick(4 * election_ticks);
  EXPECT_TRUE(group.raft(two).is_leader() || group.raft(three).is_leader());
}

TEST(Pulse, a_voter_defends_a_leader_of_whom_it_knows_by_pulses) {
  Group group;
  group.rest(3 * election_ticks);
  group.raft(three).campaign();
  group.turn(three);
  group.settle();
  EXPECT_TRUE(group.raft(one).is_leader());
  EXPECT_EQ(group.raft(two).leader(), one);
}

TEST(Pulse, an_entry_takes_them_back_before_it_leaves) {
  Group group;
  ASSERT_TRUE(group.raft(one).propose(Bytes::copy("x")).ok());
  group.turn(one);
  EXPECT_TRUE(group.pulses(one).empty());
  EXPECT_EQ(group.in_flight().size(), 2u);
  group.settle();
  group.rest(6);
  EXPECT_EQ(group.pulses(one).size(), 2u);
  EXPECT_EQ(group.pulses(one)[1].commit, group.raft(one).committed());
  EXPECT_EQ(group.pulses(three), std::vector<Pulse>{group.pulses(one)[1]});
}

TEST(Pulse, a_read_is_never_answered_by_one) {
  Group group;
  ASSERT_TRUE(group.raft(one).read_index(77).ok());
  group.turn(one);
  EXPECT_TRUE(group.pulses(one).empty());
  group.in_flight().clear();
  group.raft(one).heard(two);
  group.raft(one).heard(three);
  group.turn(one);
  EXPECT_TRUE(group.node(one).reads.empty());
  group.tick(2);  // the next round is answered
  ASSERT_EQ(group.node(one).reads.size(), 1u);
  EXPECT_FALSE(group.node(one).reads[0].failed);
}

TEST(Pulse, evidence_of_the_leaders_death_ends_what_its_follower_promised) {
  Group group;
  group.raft(two).peer_link_refused(one);
  group.turn(two);
  EXPECT_TRUE(group.pulses(two).empty());
  group.rest(2);  // it is heard of again, by a heartbeat of its own
  EXPECT_EQ(group.raft(two).leader(), one);
}

TEST(Pulse, a_member_without_payloads_or_votes_rests_as_well) {
  Group group;
  ConfChange change;
  change.changes = {{ChangeKind::remove, three}, {ChangeKind::add_learner, three}};
  change.transition = Transition::joint_implicit;
  ASSERT_TRUE(group.raft(one).propose_conf_change(change).ok());
  group.turn(one);
  group.settle();
  group.rest(2 * election_ticks);
  EXPECT_EQ(group.pulses(one).size(), 2u);
  EXPECT_EQ(group.rest(100), 0u);
}

}  // namespace
}  // namespace shoal::raft
