// Stories of a whole node in this process: what its parts come to together.

#include <gtest/gtest.h>

#include <thread>

#include "node/assembly/testing/one_node.hpp"
#include "schema/metrics/page.hpp"

namespace shoal::node {
namespace {

size_t count(std::string_view text, std::string_view what) {
  size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

// Of a pod's container; the rest is the admission's.
std::string deployment(const std::string& name, int replicas) {
  const auto labels = R"({"app":")" + name + R"("})";
  return R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":")" + name +
         R"("},"spec":{"replicas":)" + std::to_string(replicas) + R"(,"selector":{"matchLabels":)" +
         labels + R"(},"template":{"metadata":{"labels":)" + labels +
         R"(},"spec":{"containers":[{"name":"app","image":"any"}]}}}})";
}

using Labels = std::map<std::string, std::string>;

// Of a page of metrics; -1: there is no such series.
double value_of(const http::Response& response, const std::string& name,
                const Labels& labels = {}) {
  auto page = metrics::parse_page(response.body.view());
  if (!page.ok()) return -1;
  for (const auto& [family, content] : *page)
    for (const auto& sample : content.samples)
      if (sample.name == name && sample.labels == labels) return sample.value;
  return -1;
}

constexpr const char* deployments = "/apis/apps/v1/namespaces/default/deployments";
constexpr const char* pods = "/api/v1/namespaces/default/pods";

// Pods may be created once the namespace has its service account.
bool may_create_pods(OneNode& node) {
  return node.until("/api/v1/namespaces/default/serviceaccounts/default",
                    [](const auto& response) { return response.status == 200; });
}

TEST(OneNode, a_deployment_runs_on_simulated_nodes) {
  OneNode node([](Options& options) { options.simulated_nodes = 3; });
  ASSERT_TRUE(node.started().ok()) << node.started().message();
  ASSERT_TRUE(may_create_pods(node)) << node.last();
  ASSERT_TRUE(node.until("/api/v1/nodes", [](const http::Response& response) {
    return count(response.body.view(), R"("reason":"KubeletReady")") == 4;
  })) << node.last();
  ASSERT_EQ(node.post(deployments, deployment("web", 12)).status, 201) << node.last();
  EXPECT_TRUE(node.until(std::string(deployments) + "/web", [](const http::Response& response) {
    return count(response.body.view(), R"("readyReplicas":12)") == 1;
  })) << node.last();
  const auto listed = node.get(pods);
  EXPECT_EQ(count(listed.body.view(), R"("phase":"Running")"), 12u) << node.last();
  for (const char* name : {"n1-sim-0", "n1-sim-1", "n1-sim-2"})
    EXPECT_GE(count(listed.body.view(), R"("nodeName":")" + std::string(name)), 1u) << name;
  // A watch gives what is there, and is counted.
  (void)node.get(std::string(pods) + "?watch=1&timeoutSeconds=1");
  const auto told = node.get("/metrics");
  auto value = [&](const std::string& name, const Labels& labels) {
    return value_of(told, name, labels);
  };
  EXPECT_EQ(value("apiserver_watch_events_total",
                  {{"group", ""}, {"version", "v1"}, {"resource", "pods"}}),
            12);
  const Labels scheduled{{"result", "scheduled"}, {"profile", "default-scheduler"}};
  EXPECT_EQ(value("scheduler_schedule_attempts_total", scheduled), 12);
  EXPECT_EQ(value("scheduler_scheduling_attempt_duration_seconds_count", scheduled), 12);
  EXPECT_EQ(value("scheduler_pending_pods", {{"queue", "active"}}), 0);
  EXPECT_GT(value("workqueue_work_duration_seconds_count", {{"name", "replicaset"}}), 1);
  EXPECT_EQ(value("workqueue_depth", {{"name", "replicaset"}}), 0);
  EXPECT_EQ(value("shoal_controller_units_in_flight", {{"name", "replicaset"}}), 0);
  EXPECT_EQ(value("kubelet_started_containers_total", {{"container_type", "container"}}), 12);
  EXPECT_EQ(value("kubelet_started_pods_total", {}), 12);
  EXPECT_EQ(value("shoal_agent_status_writes_in_flight", {}), 0);
}

TEST(OneNode, tells_people_what_becomes_of_its_pods) {
  OneNode node;
  ASSERT_TRUE(node.started().ok()) << node.started().message();
  ASSERT_TRUE(may_create_pods(node)) << node.last();
  ASSERT_EQ(node.post(pods, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"one"},
                                "spec":{"containers":[{"name":"app","image":"any"}]}})")
                .status,
            201)
      << node.last();
  ASSERT_TRUE(node.until("/api/v1/namespaces/default/events", [](const auto& response) {
    return count(response.body.view(), R"("reason":"Started")") == 1;
  })) << node.last();
  const auto events = node.last();
  for (const char* part :
       {R"("reason":"Scheduled")", R"("reason":"Pulled")", R"("reason":"Created")",
        R"("fieldPath":"spec.containers{app}")", R"("source":{"component":"kubelet","host":"n1"})",
        R"("message":"Container started")", R"("count":1)"})
    EXPECT_GE(count(events, part), 1u) << part << " in " << events;
}

TEST(OneNode, syncs_nothing_and_writes_nothing_while_nothing_happens) {
  constexpr auto quiet = std::chrono::milliseconds(1500);
  const char* syncs = "etcd_disk_wal_fsync_duration_seconds_count";
  const char* puts = "etcd_mvcc_put_total";
  OneNode node([](Options& options) { options.simulated_nodes = 2; });
  ASSERT_TRUE(node.started().ok()) << node.started().message();
  ASSERT_TRUE(may_create_pods(node)) << node.last();
  // Its beginning is over once a while passes without a write. Leases are renewed every 40 s.
  double syncs_before = -1, syncs_after = 0, puts_before = -1, puts_after = 0;
  for (int tries = 0; tries < 10 && syncs_before != syncs_after; ++tries) {
    const auto before = node.get("/metrics");
    std::this_thread::sleep_for(quiet);
    const auto after = node.get("/metrics");
    syncs_before = value_of(before, syncs), syncs_after = value_of(after, syncs);
    puts_before = value_of(before, puts), puts_after = value_of(after, puts);
  }
  EXPECT_GT(syncs_before, 0);
  EXPECT_EQ(syncs_before, syncs_after);
  EXPECT_EQ(puts_before, puts_after);
}

}  // namespace
}  // namespace shoal::node
