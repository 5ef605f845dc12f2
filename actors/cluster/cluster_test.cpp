// Three members in one process over real links: founding, joining, electing, writing from a
// follower, losing the leader. Waits are for events, bounded, never for time.

#include <atomic>
#include <fstream>
#include <set>

#include "actors/cluster/rules/dead_node.hpp"
#include "actors/cluster/three_nodes.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "actors/objects/view.hpp"

namespace shoal::cluster {

namespace {

TEST(Cluster, a_founder_leads_alone_and_leaves_a_token) {
  Three three;
  three.found();
  EXPECT_TRUE(three["n1"].leads());
  EXPECT_TRUE(
      eventually([&] { return std::filesystem::exists(three.m1.data_dir + "/join-token"); }));
  EXPECT_EQ(three["n1"].cluster->members().at("n1").pod_cidr, "10.244.0.0/24");
}

TEST(Cluster, three_nodes_join_and_a_follower_writes) {
  Three three;
  three.three_voters();
  ASSERT_TRUE(three["n2"].put("demo/k/a", "1").ok());
  EXPECT_EQ(three["n2"].value("demo/k/a"), "1");
  EXPECT_TRUE(eventually([&] {
    return three["n1"].value("demo/k/a") == "1" && three["n3"].value("demo/k/a") == "1";
  }));
  EXPECT_EQ(three["n3"].cluster->members().at("n3").pod_cidr, "10.244.2.0/24");
}

TEST(Cluster, the_leader_dies_and_no_acknowledged_write_is_lost) {
  Three three;
  three.three_voters();
  auto* leader = three.leader();
  ASSERT_NE(leader, nullptr);
  NodeName dead, writer;
  for (auto& [name, node] : three.nodes) (node.get() == leader ? dead : writer) = name;
  std::set<std::string> acknowledged;
  std::atomic<bool> stop{false};
  std::thread writing([&] {
    for (int i = 0; !stop; ++i) {
      auto key = "demo/k/" + std::to_string(i);
      if (three[writer].put(key, "v").ok()) acknowledged.insert(key);
    }
  });
  ASSERT_TRUE(eventually([&] { return !three[writer].value("demo/k/20").empty(); }));
  auto killed = std::chrono::steady_clock::now();
  std::thread stopping([&] { three[dead].stop(); });
  ASSERT_TRUE(eventually([&] {
    return three[writer].leads() ||
           std::any_of(three.nodes.begin(), three.nodes.end(),
                       [&](auto& n) { return n.first != dead && n.second->leads(); });
  }));
  auto elected = std::chrono::steady_clock::now() - killed;
  ASSERT_TRUE(three[writer].put("demo/k/after", "v").ok());
  auto outage = std::chrono::steady_clock::now() - killed;
  // The others declare it dead and take its shards.
  ASSERT_TRUE(eventually([&] { return three[writer].cluster->members().at(dead).dead; }));
  auto declared = std::chrono::steady_clock::now() - killed;
  EXPECT_LT(declared, 1500ms);
  ASSERT_TRUE(eventually([&] {
    size_t hosted = 0;
    for (auto* m : {&three.m1, &three.m2, &three.m3})
      if (m->name != dead) hosted += m->shards_hosted().size();
    return hosted == 6;
  }));
  stop = true;
  writing.join();
  for (const auto& key : acknowledged) EXPECT_EQ(three[writer].value(key), "v") << key;
  stopping.join();
  printf("elected %.0f ms, write outage %.0f ms, declared dead after %.0f ms, %zu writes\n",
         std::chrono::duration<double>(elected).count() * 1e3,
         std::chrono::duration<double>(outage).count() * 1e3,
         std::chrono::duration<double>(declared).count() * 1e3, acknowledged.size());
  three.nodes.erase(dead);
  // It comes back with its disks, without a token, and catches up.
  for (auto* m : {&three.m1, &three.m2, &three.m3})
    if (m->name == dead) three.nodes[dead] = std::make_unique<TestNode>(*m);
  ASSERT_TRUE(three[dead].entered.ok()) << three[dead].entered.to_string();
  EXPECT_TRUE(eventually([&] { return three[dead].value("demo/k/after") == "v"; }));
  EXPECT_TRUE(eventually([&] { return !three[writer].cluster->members().at(dead).dead; }));
}

TEST(Cluster, a_leader_whose_log_device_hangs_is_replaced_and_returns) {
  Three three;
  three.three_voters();
  ASSERT_TRUE(three["n2"].put("demo/k/before", "v").ok());
  auto* hung = three.leader();
  ASSERT_NE(hung, nullptr);
  NodeName writer;
  std::string fault;
  for (auto* m : {&three.m1, &three.m2, &three.m3})
    (three.nodes.at(m->name).get() == hung ? fault : writer) =
        three.nodes.at(m->name).get() == hung ? m->data_dir + "/log-fault" : m->name;
  std::ofstream(fault) << "hang";
  auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(three[writer].put("demo/k/during", "v").ok());
  EXPECT_TRUE(eventually([&] {
    auto* l = three.leader();
    return l && l != hung && !hung->leads();
  }));
  printf("replaced after %.0f ms\n",
         std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() * 1e3);
  EXPECT_TRUE(three[writer].put("demo/k/after", "v").ok());
  EXPECT_EQ(hung->value("demo/k/after"), "") << "what is not on its disk is not applied";
  std::filesystem::remove(fault);
  EXPECT_TRUE(eventually([&] { return hung->value("demo/k/after") == "v"; }));
}

Status put_node(TestNode& at, const std::string& name, const std::string& host) {
  core::Node node;
  node.metadata.name = name;
  node.metadata.uid = "uid-" + name;
  if (!host.empty()) node.metadata.annotations[std::string(hosted_by_annotation)] = host;
  const auto& kind = objects::View::kind_of<core::Node>();
  auto encoded = objects::encode(kind, schema::Box::of(std::move(node)));
  return at.put(objects::key_of(kind, "", name), std::string(encoded.body.view()),
                encoded.encoding);
}

TEST(Cluster, a_dead_nodes_object_and_those_it_hosted_are_declared_together) {
  Three three;
  three.three_voters();
  auto& n1 = three["n1"];
  for (auto [name, host] : {std::pair("n2", ""), {"n3", ""}, {"sim-1", "n3"}, {"sim-2", "n2"}})
    ASSERT_TRUE(put_node(n1, name, host).ok());
  three.nodes.erase("n3");
  ASSERT_TRUE(eventually([&] { return n1.cluster->members().at("n3").dead; }));
  auto snapshot = n1.disk->store().snapshot();
  objects::View view(snapshot, std::make_shared<objects::Cache>());
  for (auto [name, dead] :
       {std::pair("n2", false), {"n3", true}, {"sim-1", true}, {"sim-2", false}}) {
    auto node = view.get<core::Node>("", name);
    ASSERT_TRUE(node) << name;
    EXPECT_EQ(is_declared_dead(*node), dead) << name;
    EXPECT_EQ(snapshot.node_epoch(name).value, dead ? 1u : 0u) << name;
  }
}

TEST(Cluster, a_joiner_whose_history_was_cut_gets_a_snapshot) {
  Three three;
  three.found();
  // Enough to be flushed, after which the log is cut.
  for (int i = 0; i < 900; ++i)
    ASSERT_TRUE(three["n1"].put("demo/k/" + std::to_string(i), std::string(20000, 'x')).ok());
  ASSERT_TRUE(eventually([&] { return three["n1"].disk->log().first_index().value > 1; }));
  three.join(three.m2);
  EXPECT_TRUE(eventually([&] { return three["n2"].value("demo/k/899").size() == 20000; }));
  EXPECT_TRUE(eventually([&] { return three["n2"].disk->log().first_index().value > 1; }));
  // With its log it keeps what the snapshot said of the members: it starts again by itself.
  three.nodes.erase("n2");
  ASSERT_TRUE(three["n1"].put("demo/k/while-away", "v").ok());
  three.nodes["n2"] = std::make_unique<TestNode>(three.m2);
  EXPECT_TRUE(eventually([&] { return three["n2"].value("demo/k/while-away") == "v"; }));
  EXPECT_EQ(three["n2"].value("demo/k/0").size(), 20000u);
}

// A message of raft is believed only from a member, and a state that is behind does not know who
// came since.
TEST(Cluster, who_was_away_is_led_by_a_member_it_has_never_heard_of) {
  TestMachine m4{"n4"};  // outlives the node that runs on it
  Three three;
  three.three_voters();
  ASSERT_TRUE(eventually([&] { return three["n3"].cluster->members().size() == 3; }));
  three.nodes.erase("n3");
  three.join(m4);
  const MemberId fresh = three["n4"].id();
  ASSERT_TRUE(eventually([&] {
    auto* leader = three.leader();
    if (leader && leader->id() != fresh)
      leader->raft.send_unbounded(replica::TransferLeadership{fresh, Reply<Done>([](auto) {})});
    return three["n4"].leads();
  }));
  ASSERT_TRUE(three["n4"].put("demo/k/while-away", "v").ok());
  three.nodes["n3"] = std::make_unique<TestNode>(three.m3);
  EXPECT_TRUE(eventually([&] { return three["n3"].value("demo/k/while-away") == "v"; }));
  EXPECT_TRUE(three["n4"].leads());
}

TEST(Cluster, a_wrong_token_or_another_clusters_directory_is_refused) {
  Three three;
  three.found();
  auto token = parse_token(three["n1"].token());
  ASSERT_TRUE(token.ok());
  auto wrong = *token;
  wrong.secret.back() = wrong.secret.back() == 'a' ? 'b' : 'a';
  TestNode refused(three.m2, three.nodes["n1"].get(), print_token(wrong));
  EXPECT_EQ(refused.entered.code(), Code::forbidden);
  EXPECT_EQ(refused.entered.message(), "the join token is wrong or has expired");
  Three other;
  other.found();
  other.nodes.clear();
  TestNode stranger(other.m1, three.nodes["n1"].get(), print_token(*token));
  EXPECT_EQ(stranger.entered.code(), Code::forbidden);
  EXPECT_NE(stranger.entered.message().find("belongs to cluster"), std::string::npos);
}

TEST(Cluster, any_node_lists_peers_and_actors_and_kills_one_elsewhere) {
  Three three;
  three.three_voters();
  // Two voters are enough to write, so that the link between n2 and n3 may still be coming up.
  std::string peers;
  EXPECT_TRUE(eventually([&] {
    auto listed = TestNode::wait<std::string>([&](auto r) { three["n3"].cluster->list_peers(r); });
    peers = listed.ok() ? *listed : listed.status().to_string();
    return listed.ok() && peers.find(R"("connected":false)") == std::string::npos;
  })) << peers;
  EXPECT_NE(peers.find(R"("role":"Leader")"), std::string::npos) << peers;
  auto actors = TestNode::wait<std::string>([&](auto r) { three["n3"].cluster->list_actors(r); });
  ASSERT_TRUE(actors.ok());
  for (const char* path : {"n1/raft", "n2/cluster/watch", "n3/proposer"})
    EXPECT_NE(actors->find(path), std::string::npos) << path;
  auto killed =
      TestNode::wait<Done>([&](auto r) { three["n3"].cluster->kill_actor("n2:raft", r); });
  EXPECT_TRUE(killed.ok()) << killed.status().to_string();
  EXPECT_TRUE(eventually([&] { return three["n2"].system->find("n2/raft")->restarts == 1; }));
  EXPECT_TRUE(three["n2"].put("demo/k/after", "v").ok());
  auto unknown =
      TestNode::wait<Done>([&](auto r) { three["n3"].cluster->kill_actor("n2:nobody", r); });
  EXPECT_EQ(unknown.status().code(), Code::not_found);
}

TEST(Cluster, voters_are_spread_over_zones_as_these_come) {
  TestMachine m4{"n4"};  // outlives the node that runs on it
  Three three;
  three.m1.zone = three.m2.zone = "a";
  three.m3.zone = "b";
  m4.zone = "c";
  three.three_voters();
  three.join(m4);
  EXPECT_TRUE(eventually([&] {
    auto* l = three.leader();
    if (!l) return false;
    std::set<std::string> zones;
    for (MemberId id : l->status().membership.voters) {
      const auto members = l->cluster->members();
      if (const auto* member = find_member(members, id)) zones.insert(member->zone);
    }
    return zones.size() == 3 && !l->status().membership.joint();
  })) << to_string(three["n1"].status().membership);
}

TEST(Cluster, a_member_leaves_and_one_voter_remains_of_two) {
  Three three;
  three.three_voters();
  auto left = TestNode::wait<Done>([&](auto r) { three["n1"].cluster->leave("n3", r); });
  ASSERT_TRUE(left.ok()) << left.status().to_string();
  three.nodes.erase("n3");
  EXPECT_TRUE(eventually([&] {
    auto* l = three.leader();
    if (!l) return false;
    auto members = l->status().membership;
    return members.voters.size() == 1 && members.learners.size() == 1 && !members.joint();
  }));
  EXPECT_TRUE(three["n2"].put("demo/k/after", "v").ok());
}

}  // namespace
}  // namespace shoal::cluster
