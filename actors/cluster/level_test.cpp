// Whole members through an upgrade: the feature level rises when the last of them runs the newer
// program, and who does not know it is refused.
#include <gtest/gtest.h>

#include "actors/cluster/rules/upgrade.hpp"
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

constexpr log::Levels before{1, 1}, after{1, 2};

struct Upgrade : Three {
  Upgrade() {
    for (auto* machine : {&m1, &m2, &m3}) machine->levels = before;
    three_voters();
  }
  uint32_t level(const NodeName& at) {
    return nodes.at(at)->disk->store().snapshot().feature_level();
  }
  TestMachine& machine(const NodeName& name) { return name == "n1" ? m1 : name == "n2" ? m2 : m3; }
  void start(const NodeName& name, log::Levels levels) {
    nodes.erase(name);
    machine(name).levels = levels;
    nodes[name] = std::make_unique<TestNode>(machine(name));
  }
  // Every node has heard what program runs there.
  bool known(const NodeName& name, log::Levels levels) {
    return eventually([&] {
      for (const auto& [at, node] : nodes) {
        const auto members = node->cluster->members();
        if (!members.contains(name) || members.at(name).levels() != levels) return false;
      }
      return true;
    });
  }
  Status propose(log::Transaction transaction) {
    auto outcome = TestNode::wait<store::Outcome>([&](auto reply) {
      (*this)["n1"].proposer.send_unbounded(replica::Propose{std::move(transaction), 10s, reply});
    });
    return outcome.ok() ? store::to_status(*outcome) : outcome.status();
  }
};

TEST(Level, it_rises_when_the_last_member_runs_the_newer_program) {
  Upgrade three;
  for (const NodeName name : {"n1", "n2", "n3"}) {
    EXPECT_EQ(three.level("n1"), 1u);
    three.start(name, after);
    ASSERT_TRUE(three[name].entered.ok()) << three[name].entered.to_string();
    ASSERT_TRUE(three.known(name, after)) << name;
    EXPECT_TRUE(three[name].put("demo/k/" + name, "v").ok());
  }
  for (const auto& [name, node] : three.nodes)
    EXPECT_TRUE(eventually([&, &at = name] { return three.level(at) == 2; })) << name;
  // Back to the program of before: neither with its disks nor as a new member.
  three.start("n3", before);
  EXPECT_EQ(three["n3"].entered.code(), Code::forbidden);
  EXPECT_EQ(three["n3"].entered.message(),
            three.m3.data_dir + ": " + log::check_level(2, before).message());
  TestMachine m4{"n4"};
  m4.levels = before;
  TestNode n4(m4, three.nodes["n1"].get(), three["n1"].token());
  EXPECT_EQ(n4.entered.code(), Code::forbidden);
  EXPECT_EQ(n4.entered.message(), log::check_level(2, before).message());
  three.start("n3", after);
  EXPECT_TRUE(eventually([&] { return three["n3"].value("demo/k/n2") == "v"; }));
}

TEST(Level, an_operator_holds_it_and_lets_it_rise) {
  Upgrade three;
  ASSERT_TRUE(three.propose(hold_level()).ok());
  EXPECT_EQ(three.propose(hold_level()).code(), Code::already_exists);
  for (const NodeName name : {"n1", "n2", "n3"}) {
    three.start(name, after);
    ASSERT_TRUE(three.known(name, after)) << name;
  }
  auto* leader = three.leader();
  ASSERT_TRUE(eventually([&] { return (leader = three.leader()) != nullptr; }));
  const auto group = leader->status().membership.members();
  const auto standing = level_standing(leader->disk->store().snapshot(), group);
  EXPECT_EQ(to_sentence(standing), "level 2 is held back; `shoal upgrade finalize` lets it rise");
  EXPECT_EQ(three.level("n1"), 1u);
  ASSERT_TRUE(three.propose(let_level_rise()).ok());
  EXPECT_TRUE(eventually([&] { return three.level("n1") == 2; }));
  EXPECT_EQ(three.propose(let_level_rise()).code(), Code::not_found);
}

// Nobody proposes that; were it done nevertheless, it is better stopped than wrong.
TEST(Level, a_replica_above_which_the_cluster_rises_stops) {
  Upgrade three;
  auto fault = three["n3"].fault.get_future();
  log::Transaction raise;
  raise.records = {log::record::FeatureLevel{2}};
  three["n1"].proposer.send_unbounded(replica::Propose{std::move(raise), 10s, {}});
  ASSERT_EQ(fault.wait_for(20s), std::future_status::ready);
  const auto why = fault.get();
  EXPECT_EQ(why.code(), Code::forbidden);
  EXPECT_EQ(why.message(), log::check_level(2, before).message());
}

TEST(Level, below_a_level_nothing_of_it_is_proposed) {
  Upgrade three;
  log::Transaction newer;
  newer.guards = {log::guard::LevelAtMost{2}};
  EXPECT_EQ(three.propose(newer).code(), Code::unavailable);
}

}  // namespace
}  // namespace shoal::cluster
