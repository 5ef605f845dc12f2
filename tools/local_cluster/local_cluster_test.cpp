#include <gtest/gtest.h>

#include <algorithm>

#include "tools/local_cluster/kubeconfig.hpp"
#include "tools/local_cluster/launch.hpp"
#include "tools/local_cluster/processes.hpp"

namespace shoal::local {
namespace {

ClusterWish wish(int nodes, bool as_root, int index = 1) {
  return {"demo", index, nodes, as_root, "/state/demo"};
}

TEST(Plan, nodes_of_root_have_networks_and_pod_ranges_of_their_own) {
  auto plan = plan_cluster(wish(3, true, 2));
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->nodes[1].address, "10.77.2.12");
  EXPECT_EQ(plan->nodes[1].pod_cidr, "10.244.2.0/24");
  EXPECT_EQ(plan->nodes[1].cgroup, "shoal/demo/n2");
  EXPECT_EQ(plan->nodes[1].forward_port, plan->forward_port + 2);
}

TEST(Plan, without_root_a_pod_range_is_one_of_its_nodes_loopback_addresses) {
  auto plan = plan_cluster(wish(2, false, 3));
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->nodes[1].address, "127.32.0.1");
  EXPECT_EQ(plan->nodes[1].pod_cidr, "127.32.0.0/16");
  EXPECT_EQ(plan->nodes[1].cgroup, "");
}

TEST(Plan, no_two_clusters_share_an_address_or_a_port) {
  auto last = plan_cluster(wish(nodes_max_without_root, false, clusters_max));
  ASSERT_TRUE(last.ok());
  EXPECT_EQ(last->nodes.back().address, "127.249.0.1");
  auto one = plan_cluster(wish(nodes_max, true, 1));
  auto two = plan_cluster(wish(1, true, 2));
  EXPECT_LT(one->nodes.back().forward_port, two->forward_port);
}

TEST(Plan, names_and_numbers_have_bounds) {
  for (std::string name : {"", "-a", "a-", "A", "a/b", "a.b", "abcdefghijklmnopqrstu"}) {
    ClusterWish bad = wish(1, true);
    bad.name = name;
    EXPECT_EQ(plan_cluster(bad).status().code(), Code::invalid) << name;
  }
  EXPECT_FALSE(plan_cluster(wish(0, true)).ok());
  EXPECT_TRUE(plan_cluster(wish(nodes_max, true)).ok());
  EXPECT_FALSE(plan_cluster(wish(nodes_max + 1, true)).ok());
  EXPECT_FALSE(plan_cluster(wish(nodes_max_without_root + 1, false)).ok());
}

// Its memory is gone long before it is.
TEST(Processes, who_was_killed_has_ended_when_the_killing_returns) {
  const std::string marker = "SHOAL_TEST_OF_KILLING=" + std::to_string(getpid());
  for (int round = 0; round < 5; ++round) {
    Launch large;
    large.command = {"/bin/sh", "-c", "cat /dev/zero | tail -c 400000000"};  // so many bytes
    large.environment = {marker};
    large.log_file = "/dev/null";
    const auto made = launch(large);
    ASSERT_TRUE(made.ok()) << made.status().to_string();
    usleep(500'000);
    std::vector<ProcessId> all;
    for (pid_t pid : marked_processes(marker)) all.push_back(identify(pid));
    EXPECT_EQ(all.size(), 3U);
    ASSERT_TRUE(kill_marked(marker).ok());
    for (const auto& process : all) EXPECT_FALSE(is_alive(process)) << program_of(process.pid);
  }
}

TEST(Launch, the_first_node_makes_the_cluster_and_the_others_join_it) {
  auto plan = plan_cluster(wish(2, true));
  NodeOptions options{"/bin", "simulated", 100, {"--extra=1"}};
  auto has = [&](int node, const std::string& word) {
    auto flags = shoald_flags(*plan, plan->nodes[node], options);
    return std::find(flags.begin(), flags.end(), word) != flags.end();
  };
  EXPECT_TRUE(has(0, "--init") && !has(0, "--join"));
  EXPECT_TRUE(has(1, "--join") && has(1, "10.77.1.11:6444"));
  EXPECT_TRUE(has(1, "/state/demo/nodes/n1/data/join-token"));
  EXPECT_TRUE(has(0, "--extra=1") && has(1, "--extra=1"));
}

TEST(Launch, simulated_nodes_are_spread_over_all_hosts) {
  auto plan = plan_cluster(wish(3, true));
  NodeOptions options{"/bin", "simulated", 100, {}};
  auto share = [&](int node) {
    auto flags = shoald_flags(*plan, plan->nodes[node], options);
    auto at = std::find(flags.begin(), flags.end(), "--simulated-nodes");
    return at == flags.end() ? std::string("none") : *(at + 1);
  };
  EXPECT_EQ(share(0) + " " + share(1) + " " + share(2), "34 33 33");
  options.simulated_nodes = 1;
  EXPECT_EQ(share(0) + " " + share(1) + " " + share(2), "1 none none");
}

const char* const admin =
    "clusters: [{name: x, cluster: {server: 'https://10.77.1.11:6443', "
    "certificate-authority-data: Q0E=}}]\n"
    "users: [{name: x, user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZUw==}}]\n";

TEST(Kubeconfig, has_a_context_for_the_cluster_and_one_for_each_node) {
  auto plan = plan_cluster(wish(2, true));
  auto config = host_kubeconfig(admin, *plan);
  ASSERT_TRUE(config.ok());
  auto any = access_of(*config, "demo");
  auto second = access_of(*config, "demo-n2");
  ASSERT_TRUE(any.ok() && second.ok());
  EXPECT_EQ(any->port, plan->forward_port);
  EXPECT_EQ(second->port, plan->nodes[1].forward_port);
  EXPECT_EQ(second->ca_pem, "CA");
  EXPECT_EQ(second->certificate_pem, "CERT");
  EXPECT_EQ(second->key_pem, "KEYS");
}

TEST(Kubeconfig, what_is_none_is_refused_and_its_secrets_are_not_repeated) {
  auto plan = plan_cluster(wish(1, true));
  std::vector<std::string> bad = {"", "[", "clusters: []", "users: [{user: {client-key-data: S3"};
  for (const auto& text : bad) {
    auto config = host_kubeconfig(text, *plan);
    ASSERT_FALSE(config.ok()) << text;
    EXPECT_EQ(config.status().message().find("S3"), std::string::npos);
  }
  auto config = host_kubeconfig(admin, *plan);
  EXPECT_FALSE(access_of(*config, "demo-n7").ok());
}

}  // namespace
}  // namespace shoal::local
