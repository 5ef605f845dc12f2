// An actor is killed once while a write waits at each stage of its way. Its client gets one answer,
// and the write exists at most once; exactly once when the answer says so.

#include <gtest/gtest.h>

#include <array>

#include "cluster-tests/sim/harness/workload.hpp"

namespace shoal::sim {
namespace {

// Where the write is when the actor is killed.
enum class Stage { mailbox, batch, log_write, replication, commit, apply, answer };
constexpr std::array stage_names = {"mailbox", "batch", "log_write", "replication",
                                    "commit",  "apply", "answer"};

class KilledInFlight : public testing::TestWithParam<std::tuple<std::string, int, uint64_t, bool>> {
};

struct Told {
  size_t answers = 0;
  Operation operation;
};

// How often the history holds the version that this operation writes.
size_t times_made(SimCluster& cluster, uint64_t version) {
  size_t times = 0;
  for (const auto& [revision, made] : cluster.replicas().history())
    times += made.version == version;
  return times;
}

// Slow enough that every stage lasts: a disk's job takes 1 to 3 ms, a message 3 ms.
void settle_on(SimCluster& cluster) {
  cluster.start();
  ASSERT_TRUE(cluster.run_until(10s, [&] { return cluster.converged(); }));
  cluster.run_for(1s);
  for (size_t i = 0; i < cluster.size(); ++i) cluster.node(i).speed().typical = 2ms;
  PathQuality paths;
  paths.delay_min = paths.delay_max = 3ms;
  cluster.network().set_quality(paths);
  cluster.run_for(100ms);
}

// The write is the first entry above `base`.
bool reached(Stage stage, SimCluster& cluster, SimNode& node, LogIndex base) {
  SimNode& leader = *cluster.leader();
  switch (stage) {
    case Stage::mailbox:
      return true;
    case Stage::batch:  // see fill_the_log_writer
    case Stage::log_write:
      return leader.status().last > base && leader.log().last_index() == base;
    case Stage::replication:
      return leader.log().last_index() > base && leader.status().committed == base;
    case Stage::commit:
      for (size_t i = 0; i < cluster.size(); ++i)
        if (&cluster.node(i) != &leader && cluster.node(i).log().last_index() > base)
          return leader.status().committed == base;
      return false;
    case Stage::apply:
      return leader.status().committed > base && leader.store().applied() == base;
    case Stage::answer:
      return node.store().applied() > base;
  }
  return false;
}

// As many writes as may be under way at once, so that the next one waits for its batch.
void fill_the_log_writer(SimCluster& cluster, Workload& clients, SimNode& node) {
  cluster.leader()->speed().hung_until = cluster.loop().now() + 50ms;
  for (size_t i = 0; i < replica::writes_under_way_max; ++i) {
    clients.write(node, Action::put, Workload::key(i), 0, {}, [](const Operation&) {});
    cluster.run_for(10us);
  }
  cluster.run_for(10ms);
}

TEST_P(KilledInFlight, one_outcome_and_at_most_one_write) {
  auto [actor, number, seed, through_leader] = GetParam();
  auto stage = static_cast<Stage>(number);
  SimCluster cluster(seed, 3);
  Told told;
  Workload clients(cluster, {});
  settle_on(cluster);
  SimNode* node = cluster.leader();
  ASSERT_NE(node, nullptr);
  if (!through_leader) node = node == &cluster.node(0) ? &cluster.node(1) : &cluster.node(0);

  LogIndex base = cluster.leader()->log().last_index();
  if (stage == Stage::batch) fill_the_log_writer(cluster, clients, *node);
  clients.write(*node, Action::create, "/sim/story", 0, {}, [&](const Operation& op) {
    ++told.answers;
    told.operation = op;
  });
  if (stage == Stage::batch) cluster.run_for(10ms);
  // In the mailbox it is before anybody has run.
  if (stage != Stage::mailbox)
    ASSERT_TRUE(cluster.run_until(1s, [&] { return reached(stage, cluster, *node, base); }));
  ASSERT_EQ(told.answers, 0u);
  // Raft is killed where the write is led; the proposer where it was handed in.
  SimNode& victim = actor == "raft" ? *cluster.leader() : *node;
  ASSERT_TRUE(victim.system().kill(victim.name() + "/" + actor).ok());

  ASSERT_TRUE(cluster.run_until(10s, [&] { return told.answers > 0 && cluster.converged(); }));
  cluster.run_for(2s);
  EXPECT_EQ(told.answers, 1u);
  EXPECT_EQ(told.operation.answer, Answer::done) << "a patient client is told that it happened";
  EXPECT_EQ(times_made(cluster, told.operation.id), 1u);
  EXPECT_EQ(cluster.deaths(), 1u);
  cluster.every_death_is_answered();
  cluster.compare();
  cluster.replicas().no_acknowledged_write_lost(clients.history());
  for (const auto& violation : cluster.violations().all())
    ADD_FAILURE() << violation.checker << ": " << violation.what;
}

std::string name_of(const testing::TestParamInfo<KilledInFlight::ParamType>& info) {
  auto [actor, number, seed, leader] = info.param;
  return std::string(stage_names[static_cast<size_t>(number)]) +
         (leader ? "_through_the_leader_" : "_through_a_follower_") + std::to_string(seed);
}

INSTANTIATE_TEST_SUITE_P(raft_killed_with_write_in_flight, KilledInFlight,
                         testing::Combine(testing::Values("raft"), testing::Range(0, 7),
                                          testing::Range<uint64_t>(1, 6), testing::Bool()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(proposer_killed_with_write_in_flight, KilledInFlight,
                         testing::Combine(testing::Values("proposer"), testing::Range(0, 7),
                                          testing::Range<uint64_t>(1, 6), testing::Bool()),
                         name_of);

}  // namespace
}  // namespace shoal::sim
