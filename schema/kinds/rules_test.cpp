#include "schema/kinds/rules.hpp"

#include <gtest/gtest.h>

#include <set>

#include "schema/descriptor/equal.hpp"
#include "schema/kinds/rules_of.hpp"

namespace shoal {
namespace {

std::string pull_policy(std::string image) {
  core::Container container;
  container.image = std::move(image);
  default_container(container);
  return container.imagePullPolicy;
}

TEST(PodRules, an_image_that_may_move_is_always_pulled) {
  EXPECT_EQ(pull_policy("nginx"), "Always");
  EXPECT_EQ(pull_policy("nginx:latest"), "Always");
  EXPECT_EQ(pull_policy("registry:5000/nginx"), "Always");
  EXPECT_EQ(pull_policy("nginx:1.2"), "IfNotPresent");
  EXPECT_EQ(pull_policy("registry:5000/nginx:1"), "IfNotPresent");
  EXPECT_EQ(pull_policy("nginx@sha256:0123"), "IfNotPresent");
  EXPECT_EQ(pull_policy("nginx:latest@sha256:0123"), "Always");
}

TEST(PodRules, what_is_limited_is_requested) {
  core::Pod pod;
  core::Container container;
  container.resources.limits["cpu"] = api::Quantity::milli(500);
  container.resources.limits["memory"] = api::Quantity::bytes(1 << 20);
  container.resources.requests["cpu"] = api::Quantity::milli(100);
  pod.spec.containers.push_back(container);
  default_pod(pod);
  const auto& requests = pod.spec.containers[0].resources.requests;
  EXPECT_EQ(requests.get("cpu")->to_string(), "100m");
  EXPECT_EQ(requests.get("memory")->to_string(), "1Mi");
  EXPECT_EQ(pod.spec.enableServiceLinks, true);
}

TEST(PodRules, a_pod_asks_for_its_containers_or_for_its_limit) {
  core::Pod pod;
  pod.spec.resources.emplace();
  pod.spec.resources->limits["cpu"] = api::Quantity::of(4);
  pod.spec.resources->limits["memory"] = api::Quantity::bytes(1 << 30);
  for (int i = 0; i < 2; ++i) {
    core::Container container;
    container.resources.requests["cpu"] = api::Quantity::milli(300);
    pod.spec.containers.push_back(container);
  }
  default_pod(pod);
  EXPECT_EQ(pod.spec.resources->requests.get("cpu")->to_string(), "600m");
  EXPECT_EQ(pod.spec.resources->requests.get("memory")->to_string(), "1Gi");
}

TEST(PodRules, a_volume_without_a_source_is_an_empty_directory) {
  core::Volume bare;
  bare.name = "v";
  default_volume(bare);
  EXPECT_TRUE(bare.emptyDir.has_value());
  core::Volume secret;
  secret.name = "v";
  secret.secret.emplace();
  default_volume(secret);
  EXPECT_FALSE(secret.emptyDir.has_value());
}

TEST(PodRules, on_the_nodes_network_ports_are_the_nodes) {
  core::Pod pod;
  pod.spec.hostNetwork = true;
  pod.spec.containers.emplace_back().ports.emplace_back().containerPort = 80;
  default_pod(pod);
  EXPECT_EQ(pod.spec.containers[0].ports[0].hostPort, 80);
}

TEST(ServiceRules, a_port_targets_itself_and_traffic_goes_everywhere) {
  core::ServiceSpec spec;
  spec.type = "LoadBalancer";
  spec.sessionAffinity = "None";
  spec.ports.emplace_back().port = 80;
  spec.ports.emplace_back().port = 81;
  spec.ports[1].targetPort = "http";
  default_service_spec(spec);
  EXPECT_EQ(spec.ports[0].targetPort, api::IntOrString(80));
  EXPECT_EQ(spec.ports[1].targetPort, api::IntOrString("http"));
  EXPECT_EQ(spec.externalTrafficPolicy, "Cluster");
  EXPECT_EQ(spec.internalTrafficPolicy, "Cluster");
  EXPECT_EQ(spec.allocateLoadBalancerNodePorts, true);
}

TEST(CoreRules, a_secret_stores_its_plain_text_as_data) {
  core::Secret secret;
  secret.data["a"] = "old";
  secret.stringData["a"] = "new";
  default_secret(secret);
  EXPECT_EQ(*secret.data.get("a"), "new");
  EXPECT_TRUE(secret.stringData.empty());
}

TEST(WorkloadRules, a_selector_must_choose_its_own_template) {
  apps::DeploymentSpec spec;
  spec.strategy.type = "Recreate";
  spec.selector.emplace();
  spec.selector->matchLabels["app"] = "a";
  spec.template_.metadata.labels["app"] = "b";
  spec.template_.spec.restartPolicy = "Always";
  Faults faults;
  validate_deployment_spec(spec, "spec", faults);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].field, "spec.template.metadata.labels");
  EXPECT_EQ(faults[0].message,
            "Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`");
  spec.template_.metadata.labels["app"] = "a";
  spec.selector->matchExpressions.push_back({.key = "app", .operator_ = "NotIn", .values = {"z"}});
  faults.clear();
  validate_deployment_spec(spec, "spec", faults);
  EXPECT_TRUE(faults.empty());
}

TEST(WorkloadRules, a_rolling_update_has_its_numbers) {
  apps::DeploymentStrategy strategy{.type = "RollingUpdate"};
  default_deployment_strategy(strategy);
  EXPECT_TRUE(strategy.rollingUpdate.has_value());
}

TEST(Rules, name_each_type_once_and_can_be_repeated) {
  std::set<const schema::Struct*> seen;
  for (const schema::Rules& rule : rules()) {
    EXPECT_TRUE(seen.insert(rule.type).second) << rule.type->name;
    EXPECT_EQ(schema::find_rules(rules(), *rule.type), &rule);
    if (!rule.apply_defaults) continue;
    void* once = rule.type->create();
    rule.apply_defaults(once);
    void* twice = rule.type->clone(once);
    rule.apply_defaults(twice);
    EXPECT_TRUE(schema::equal(*rule.type, once, twice)) << rule.type->name;
    rule.type->destroy(once);
    rule.type->destroy(twice);
  }
}

}  // namespace
}  // namespace shoal
