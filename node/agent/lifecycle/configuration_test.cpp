// What a container is given: environment, fields, resources, files.

#include <gtest/gtest.h>

#include "node/agent/lifecycle/environment.hpp"
#include "node/agent/lifecycle/runtime_specs.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::agent {
namespace {

core::Pod pod_of(const std::string& yaml) {
  core::Pod pod;
  auto tree = yaml::parse(yaml);
  EXPECT_TRUE(tree.ok());
  EXPECT_TRUE(schema::decode_json_tree(*tree, core::Pod::descriptor(), &pod).ok());
  pod.metadata.name = "web", pod.metadata.namespace_ = "default", pod.metadata.uid = "u1";
  return pod;
}

Sources sources() {
  Sources s;
  s.config_map = [](const std::string& name) -> std::shared_ptr<const core::ConfigMap> {
    if (name != "map") return nullptr;
    auto map = std::make_shared<core::ConfigMap>();
    map->data = {{"A", "1"}, {"b.c", "two"}};
    map->binaryData = {{"raw", std::string("\0x", 2)}};
    return map;
  };
  s.secret = [](const std::string& name) -> std::shared_ptr<const core::Secret> {
    if (name != "keys") return nullptr;
    auto secret = std::make_shared<core::Secret>();
    secret->data = {{"token", "hidden"}};
    return secret;
  };
  s.node_ip = "192.0.2.1", s.pod_ip = "10.0.0.9";
  s.node_cpu = api::Quantity::of(4), s.node_memory = api::Quantity::bytes(8 << 20);
  return s;
}

std::string env(const std::string& yaml) {
  auto pod = pod_of("spec: {nodeName: n1, containers: [{name: app, " + yaml + "}]}");
  auto made = environment_of(pod, pod.spec.containers[0], sources());
  if (!made.ok()) return made.status().message();
  std::string out;
  for (const auto& [name, value] : *made)
    if (name != "HOSTNAME") out += name + "=" + value + ";";
  return out;
}

TEST(Environment, values_see_what_stands_before_them) {
  EXPECT_EQ(
      env("env: [{name: A, value: x}, {name: B, value: '$(A)-$(C)-$$(A)-$'}, {name: C, value: z}]"),
      "A=x;B=x-$(C)-$(A)-$;C=z;");
}

TEST(Environment, whole_maps_come_first_and_single_values_win) {
  EXPECT_EQ(env("envFrom: [{prefix: P_, configMapRef: {name: map}}, {secretRef: {name: keys}}], "
                "env: [{name: token, value: other}]"),
            "P_A=1;P_b.c=two;token=other;");
}

TEST(Environment, what_is_missing_is_named_unless_it_is_optional) {
  EXPECT_EQ(env("envFrom: [{configMapRef: {name: none}}]"), "configmap \"none\" not found");
  EXPECT_EQ(env("env: [{name: X, valueFrom: {secretKeyRef: {name: none, key: k}}}]"),
            "secret \"none\" not found");
  EXPECT_EQ(env("env: [{name: X, valueFrom: {secretKeyRef: {name: keys, key: k}}}]"),
            "couldn't find key k in Secret default/keys");
  EXPECT_EQ(
      env("env: [{name: X, valueFrom: {configMapKeyRef: {name: none, key: k, optional: true}}}]"),
      "");
}

TEST(Environment, fields_and_resources) {
  auto field = [](const std::string& path) {
    return env(
        "resources: {limits: {cpu: 1500m}, requests: {memory: 3Mi}}, env: [{name: X, valueFrom: " +
        path + "}]");
  };
  EXPECT_EQ(field("{fieldRef: {fieldPath: metadata.name}}"), "X=web;");
  EXPECT_EQ(field("{fieldRef: {fieldPath: status.podIP}}"), "X=10.0.0.9;");
  EXPECT_EQ(field("{fieldRef: {fieldPath: status.hostIP}}"), "X=192.0.2.1;");
  EXPECT_EQ(field("{fieldRef: {fieldPath: spec.nodeName}}"), "X=n1;");
  EXPECT_EQ(field("{fieldRef: {fieldPath: spec.no}}"), "unsupported fieldPath: spec.no");
  EXPECT_EQ(field("{resourceFieldRef: {resource: limits.cpu}}"), "X=2;");
  EXPECT_EQ(field("{resourceFieldRef: {resource: limits.cpu, divisor: 1m}}"), "X=1500;");
  EXPECT_EQ(field("{resourceFieldRef: {resource: requests.memory, divisor: 1Ki}}"), "X=3072;");
  EXPECT_EQ(field("{resourceFieldRef: {resource: limits.memory}}"), "X=8388608;") << "the node's";
}

std::string files(const std::string& yaml) {
  auto pod = pod_of("metadata: {labels: {app: \"we\\\"b\", tier: x}}\nspec: {volumes: [{name: v, " +
                    yaml + "}]}");
  auto plans = plan_volumes(pod, sources());
  if (!plans.ok()) return plans.status().message();
  std::string out;
  for (const auto& file : plans->at(0).files) {
    char mode[8];
    snprintf(mode, sizeof mode, "%o", file.mode);
    out += file.path + " " + mode + " " + file.content + ";";
  }
  return out;
}

TEST(Volumes, files_of_every_source) {
  EXPECT_EQ(files("configMap: {name: map, items: [{key: A, path: d/a, mode: 256}]}"), "d/a 400 1;");
  EXPECT_EQ(files("secret: {secretName: keys, defaultMode: 288}"), "token 440 hidden;");
  EXPECT_EQ(files("downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}"),
            "l 644 app=\"we\\\"b\"\ntier=\"x\";");
  EXPECT_EQ(files("projected: {sources: [{configMap: {name: map, items: [{key: A, path: a}]}}, "
                  "{secret: {name: keys}}]}"),
            "a 644 1;token 644 hidden;");
  EXPECT_EQ(files("configMap: {name: none, optional: true}"), "");
}

TEST(Volumes, refusals_say_what_is_missing_and_never_what_is_inside) {
  const std::string failed = "MountVolume.SetUp failed for volume \"v\" : ";
  EXPECT_EQ(files("configMap: {name: none}"), failed + "configmap \"none\" not found");
  EXPECT_EQ(files("secret: {secretName: keys, items: [{key: nokey, path: p}]}"),
            failed + "references non-existent secret key: nokey");
  EXPECT_EQ(files("configMap: {name: map, items: [{key: A, path: ../a}]}"),
            failed + "path leaves the volume: ../a");
}

TEST(Specs, a_container_as_the_runtime_is_asked_for_it) {
  auto pod = pod_of(R"(
spec:
  volumes: [{name: v, emptyDir: {}}, {name: h, hostPath: {path: /data}}]
  containers:
  - name: app
    command: [run, $(A)]
    env: [{name: A, value: x}]
    resources: {limits: {cpu: 500m, memory: 64Mi}}
    volumeMounts:
    - {name: v, mountPath: /v, subPathExpr: $(A)/y}
    - {name: h, mountPath: /h, readOnly: true}
)");
  auto plans = plan_volumes(pod, sources());
  ASSERT_TRUE(plans.ok());
  Places places{"/pods", "/cg", "192.0.2.1", "10.0.0.9"};
  auto spec = container_spec(pod, pod.spec.containers[0], 2, places, sources(), *plans);
  ASSERT_TRUE(spec.ok()) << spec.status().to_string();
  EXPECT_EQ(spec->command, (std::vector<std::string>{"run", "x"}));
  EXPECT_EQ(spec->log_path, "/pods/u1/logs/app/2.log");
  EXPECT_EQ(spec->resources.cpu_shares, 512);
  EXPECT_EQ(spec->resources.cpu_quota_us, 50'000);
  EXPECT_EQ(spec->resources.memory_limit_bytes, 64 << 20);
  ASSERT_EQ(spec->mounts.size(), 2u);
  EXPECT_EQ(spec->mounts[0].host_path, "/pods/u1/volumes/v/x/y");
  EXPECT_EQ(spec->mounts[1].host_path, "/data");
  EXPECT_TRUE(spec->mounts[1].read_only);
  pod.spec.containers[0].volumeMounts[0].subPathExpr = "../$(A)";
  EXPECT_EQ(
      container_spec(pod, pod.spec.containers[0], 2, places, sources(), *plans).status().message(),
      "subPath leaves the volume: ../x");
}

}  // namespace
}  // namespace shoal::agent
