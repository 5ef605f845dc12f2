// How long the members left behind take to elect, in milliseconds of a simulated clock: links delay
// each message, disks delay each save, evidence comes to each survivor at its own time.
#include <gtest/gtest.h>

#include "schema/vocab/random.hpp"
#include "storage/raft/testing/clockwork.hpp"

namespace shoal::raft {
namespace {

using testing::Clockwork;

constexpr MemberId first{1};

// A group whose member 1 leads, has just been killed, and had sent its last heartbeat a while ago.
struct KilledLeader : Clockwork {
  KilledLeader(int size, uint64_t seed, Delays delays) : Clockwork(size, seed, delays) {
    campaign(first);
    run_for(1000);
    EXPECT_TRUE(network().node(first).raft->is_leader()) << "seed " << seed;
    run_for(static_cast<int>(Random(seed).below(50)));
    kill(first);
  }
};

// Milliseconds from `from` until somebody leads and has committed in its term.
int elected_within(Clockwork& group, int limit) {
  for (int waited = 0; waited < limit; ++waited) {
    if (group.working_leader()) return waited;
    group.run_for(1);
  }
  return limit;
}

TEST(ElectionTime, whatever_the_order_in_which_three_learn_of_the_death) {
  for (int second = 0; second <= 12; ++second) {
    for (int third = 0; third <= 12; ++third) {
      for (uint64_t seed = 1; seed <= 12; ++seed) {
        KilledLeader group(3, seed, {.message_max = 5, .save_max = 5});
        group.refuse_at({2}, first, second);
        group.refuse_at({3}, first, third);
        // Both know; one waits for its turn (4 ms); three round trips (30 ms) and three saves (15
        // ms).
        const int limit = std::max(second, third) + 54;
        EXPECT_LT(elected_within(group, limit), limit)
            << "evidence after " << second << " and " << third << " ms, seed " << seed;
      }
    }
  }
}

TEST(ElectionTime, five_and_seven_members_with_evidence_at_any_time) {
  int worst = 0;
  for (int size : {5, 7}) {
    for (uint64_t seed = 1; seed <= 400; ++seed) {
      KilledLeader group(size, seed, {.message_max = 5, .save_max = 5});
      Random random(seed);
      for (int id = 2; id <= size; ++id)
        group.refuse_at({static_cast<uint64_t>(id)}, first, static_cast<int>(random.below(10)));
      const int took = elected_within(group, 200);
      worst = std::max(worst, took);
      EXPECT_LT(took, 100) << size << " members, seed " << seed;
    }
  }
  RecordProperty("worst_ms", worst);
}

TEST(ElectionTime, slow_disks_cost_their_own_time_and_no_second_candidacy) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    KilledLeader group(3, seed, {.message_max = 2, .save_max = 40});
    group.refuse_at({2}, first, static_cast<int>(seed % 4));
    group.refuse_at({3}, first, static_cast<int>(seed % 7));
    EXPECT_LT(elected_within(group, 400), 150) << "seed " << seed;
    EXPECT_LE(group.highest_term().value, 3u) << "seed " << seed;
  }
}

TEST(ElectionTime, two_dead_of_five_the_second_while_it_is_a_candidate) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    KilledLeader group(5, seed, {.message_max = 5, .save_max = 5});
    for (uint64_t id = 2; id <= 5; ++id) group.refuse_at({id}, first, static_cast<int>(id));
    group.run_for(static_cast<int>(seed % 40));
    group.kill({2});
    for (uint64_t id = 3; id <= 5; ++id) group.refuse_at({id}, {2}, static_cast<int>(id));
    EXPECT_LT(elected_within(group, 400), 110) << "seed " << seed;
  }
}

TEST(ElectionTime, a_silent_leader_is_replaced_within_the_time_out_and_a_split_costs_little) {
  int worst = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    KilledLeader group(3, seed, {.message_max = 5, .save_max = 5});
    const int took = elected_within(group, 1000);
    worst = std::max(worst, took);
    EXPECT_LT(took, 480) << "seed " << seed;
  }
  RecordProperty("worst_ms", worst);
}

TEST(ElectionTime, the_leader_that_restarts_at_once_is_no_reason_to_wait) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    KilledLeader group(3, seed, {.message_max = 5, .save_max = 5});
    group.refuse_at({2}, first, 1);
    group.refuse_at({3}, first, static_cast<int>(2 + seed % 20));
    group.restart_at(first, 5);
    EXPECT_LT(elected_within(group, 400), 100) << "seed " << seed;
  }
}

TEST(ElectionTime, one_broken_link_deposes_nobody_however_long_it_lasts) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const int size = seed % 2 ? 3 : 5;
    Clockwork group(size, seed, {.message_max = 5, .save_max = 5});
    group.campaign(first);
    group.run_for(1000);
    const Term term = group.network().node(first).raft->term();
    group.network().cut(first, {2});
    group.refuse_at({2}, first, 1);
    for (int i = 0; i < 20; ++i) {
      group.run_for(100);
      ASSERT_TRUE(group.network().node(first).raft->is_leader()) << "seed " << seed;
    }
    group.network().heal();
    group.run_for(500);
    EXPECT_TRUE(group.network().node(first).raft->is_leader()) << "seed " << seed;
    EXPECT_EQ(group.highest_term(), term) << "seed " << seed;
    EXPECT_EQ(group.network().node({2}).raft->leader(), first) << "seed " << seed;
  }
}

}  // namespace
}  // namespace shoal::raft
