// The shell on a real store, under many orders of the ready jobs.

#include <gtest/gtest.h>

#include <map>

#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/scheduler/testing/replica.hpp"
#include "actors/supervision/system.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::scheduler {
namespace {

constexpr uint64_t seeds = 20;

struct World {
  explicit World(uint64_t seed) {
    SystemOptions options;
    options.clock = &clock;
    options.seed = seed;
    options.deterministic = true;
    system = System::create(std::move(options));
  }
  void start() {
    system->run({.intensity = 1000},
                {worker<SchedulerActor>("scheduler", scheduler, replica.setup())});
    settle();
    replica.let_all_in();  // the raise of the epoch
    settle();
  }
  void settle() { run_for(*system, clock, 2ms); }
  void changed() {
    (void)scheduler.send(Changed{});
    settle();
  }
  // Lets in whatever is proposed until nothing more is.
  void run_dry() {
    for (int round = 0; round < 100; ++round) {
      changed();
      if (!replica.waiting()) return;
      replica.let_all_in();
    }
    FAIL() << "it proposes without end";
  }
  Result<Explanation> explain(const std::string& pod) {
    Result<Explanation> got = Status(Code::internal, "no answer");
    (void)scheduler.send(Explain{"default", pod, Reply<Explanation>([&](auto r) { got = r; })});
    settle();
    return got;
  }
  size_t pods_on(const std::string& node) const {
    return replica.view().by_index<core::Pod>("node", node).size();
  }

  ManualClock clock;
  testing::Replica replica;
  SchedulerRef scheduler = make_ref<SchedulerActor>();
  std::unique_ptr<System> system;
};

class Scheduler : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Scheduler, ::testing::Range<uint64_t>(1, seeds + 1));

TEST_P(Scheduler, binds_all_pods_of_a_node_in_one_transaction) {
  World w(GetParam());
  for (const char* node : {"n1", "n2", "n3", "n4"}) w.replica.node(node);
  for (int i = 0; i < 20; ++i) w.replica.pod("web-" + std::to_string(i) + " cpu=1 owner=web");
  w.start();
  EXPECT_EQ(w.replica.waiting(), 4u);
  w.replica.let_all_in();
  w.settle();
  for (const char* node : {"n1", "n2", "n3", "n4"}) EXPECT_EQ(w.pods_on(node), 5u) << node;
  EXPECT_EQ(w.replica.waiting(), 0u);
  ASSERT_EQ(w.replica.reports.size(), 20u);
  EXPECT_EQ(w.replica.reports[0].report.message.substr(0, 30), "Successfully assigned default/");
  auto bound = w.replica.view().get<core::Pod>("default", "web-0");
  EXPECT_EQ(bound->status.conditions.at(0).type, "PodScheduled");
  EXPECT_EQ(bound->status.conditions.at(0).status, "True");
}

TEST_P(Scheduler, is_refused_by_what_was_put_on_the_node_meanwhile_and_chooses_again) {
  World w(GetParam());
  w.replica.node("n1 cpu=1");
  w.replica.node("n2 cpu=1");
  w.replica.pod("mine cpu=1");
  w.start();
  ASSERT_EQ(w.replica.waiting(), 1u);
  const auto& guard = std::get<log::guard::PlacementSequence>(w.replica.peek(0).guards.at(1));
  const std::string first = guard.node;
  w.replica.pod("theirs cpu=1 on=" + first);
  EXPECT_EQ(w.replica.let_in().refusal, store::Refusal::placement_sequence);
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("mine"), first == "n1" ? "n2" : "n1");
}

TEST_P(Scheduler, fences_what_it_had_in_flight_when_it_was_killed) {
  World w(GetParam());
  w.replica.node("n1 cpu=1");
  w.replica.pod("web cpu=1");
  w.start();
  ASSERT_EQ(w.replica.waiting(), 1u);
  ASSERT_TRUE(w.system->kill("n1/scheduler").ok());
  run_for(*w.system, w.clock, 1s);
  ASSERT_EQ(w.replica.waiting(), 2u) << "the binding of the dead one, and the new one's raise";
  w.replica.let_in(1);
  EXPECT_EQ(w.replica.let_in(0).refusal, store::Refusal::shard_epoch);
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("web"), "n1");
}

TEST_P(Scheduler, sees_what_its_predecessor_got_through) {
  World w(GetParam());
  w.replica.node("n1 cpu=1");
  w.replica.node("n2 cpu=1");
  w.replica.pod("web cpu=1");
  w.start();
  ASSERT_TRUE(w.system->kill("n1/scheduler").ok());
  run_for(*w.system, w.clock, 1s);
  EXPECT_TRUE(w.replica.let_in(0).committed());
  auto node = w.replica.node_of("web");
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("web"), node);
}

TEST_P(Scheduler, tells_why_and_tries_again_when_a_node_comes) {
  World w(GetParam());
  w.replica.node("n1 cpu=1");
  w.replica.pod("big cpu=2");
  w.start();
  w.run_dry();
  const std::string message =
      "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
      "1 Preemption is not helpful for scheduling.";
  auto pod = w.replica.view().get<core::Pod>("default", "big");
  ASSERT_EQ(pod->status.conditions.size(), 1u);
  EXPECT_EQ(pod->status.conditions[0].reason, "Unschedulable");
  EXPECT_EQ(pod->status.conditions[0].message, message);
  auto why = w.explain("big");
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->message, message);
  EXPECT_EQ(why->attempts, 1u);
  EXPECT_EQ(why->nodes.at(0).detail, "cpu: wants 2000, 0 of 1000 in use");
  ASSERT_EQ(w.replica.reports.size(), 1u);
  EXPECT_EQ(w.replica.reports[0].report.reason, "FailedScheduling");
  EXPECT_EQ(w.explain("nobody").status().code(), Code::not_found);

  w.replica.node("n2 cpu=4");
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("big"), "") << "not before its back-off has passed";
  run_for(*w.system, w.clock, 2s);
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("big"), "n2");
}

TEST_P(Scheduler, retries_a_lost_proposal_and_a_late_one_binds_nothing_twice) {
  World w(GetParam());
  w.replica.node("n1 cpu=1");
  w.replica.pod("web cpu=1");
  w.start();
  auto lost = w.replica.lose();
  run_for(*w.system, w.clock, 200ms);
  ASSERT_EQ(w.replica.waiting(), 1u);
  EXPECT_TRUE(w.replica.commit(lost).committed()) << "it was only late";
  EXPECT_FALSE(w.replica.let_in().committed());
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("web"), "n1");
  EXPECT_EQ(w.pods_on("n1"), 1u);
}

TEST_P(Scheduler, rests_while_another_node_hosts_its_shard) {
  World w(GetParam());
  w.replica.node("n1");
  w.start();
  log::Transaction moved;
  auto epoch = w.replica.store().snapshot().shard_epoch("scheduler");
  moved.records.push_back(log::record::ShardEpochRaise{"scheduler", epoch.next(), "n2"});
  w.replica.commit(std::move(moved));
  w.replica.hosts = false;
  w.replica.pod("web");
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("web"), "");
  w.replica.hosts = true;
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("web"), "n1");
}

TEST_P(Scheduler, draws_its_picture_anew_when_history_is_gone) {
  World w(GetParam());
  w.replica.node("n1 cpu=2");
  w.replica.pod("first cpu=1");
  w.start();
  w.run_dry();
  w.replica.history_is_gone = true;
  w.replica.pod("second cpu=1");
  w.replica.pod("third cpu=1 created=5");
  w.run_dry();
  EXPECT_EQ(w.replica.node_of("second"), "n1");
  EXPECT_EQ(w.replica.node_of("third"), "");
}

// Pods come and go, others bind too, proposals are lost, come late and out of order, and the
// scheduler is killed again and again.
TEST_P(Scheduler, never_overcommits_or_moves_a_pod_and_places_all_when_it_is_left_alone) {
  World w(GetParam());
  Random random(GetParam() * 7919);
  for (int i = 0; i < 5; ++i) w.replica.node("n" + std::to_string(i) + " cpu=20");
  w.start();
  std::vector<log::Transaction> late;
  int made = 0;
  for (int step = 0; step < 300; ++step) {
    auto at = [&](size_t size) { return static_cast<size_t>(random.below(size)); };
    switch (random.below(8)) {
      case 0:
      case 1:
        if (made < 80) w.replica.pod("p" + std::to_string(made++) + " cpu=1 owner=x");
        break;
      case 2:
        if (w.replica.waiting()) late.push_back(w.replica.lose(at(w.replica.waiting())));
        break;
      case 3:
        if (!late.empty()) w.replica.commit(late[at(late.size())]);
        break;
      case 4:
        if (random.below(4) == 0) (void)w.system->kill("n1/scheduler");
        break;
      default:
        if (w.replica.waiting()) w.replica.let_in(at(w.replica.waiting()));
    }
    random.below(2) ? w.changed() : run_for(*w.system, w.clock, 60ms);
  }
  run_for(*w.system, w.clock, 10s);
  w.replica.let_all_in();
  run_for(*w.system, w.clock, 15s);
  w.run_dry();

  size_t placed = 0;
  for (int i = 0; i < 5; ++i) {
    auto here = w.pods_on("n" + std::to_string(i));
    EXPECT_LE(here, 20u);
    placed += here;
  }
  EXPECT_EQ(placed, static_cast<size_t>(made));
  auto history = w.replica.store().window().changes_since({}, "/pods/", 1'000'000);
  ASSERT_TRUE(history.ok());
  std::map<std::string, int> bindings;
  for (const auto& change : history->changes) {
    auto node = [](const store::ObjectPtr& o) {
      for (const auto& key : o ? o->indexes : std::vector<store::IndexKey>{})
        if (key.index == "node") return key.value;
      return std::string();
    };
    if (node(change.before) != node(change.after)) ++bindings[change.after->key];
  }
  for (const auto& [key, times] : bindings) EXPECT_EQ(times, 1) << key;
  EXPECT_EQ(bindings.size(), static_cast<size_t>(made));
}

}  // namespace
}  // namespace shoal::scheduler
