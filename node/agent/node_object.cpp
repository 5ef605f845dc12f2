#include "node/agent/node_object.hpp"

#include <algorithm>

#include "actors/cluster/rules/dead_node.hpp"

namespace shoal::agent {
namespace {

api::Time time_of(WallTime t) {
  return api::Time::from_unix_ns(to_unix_ns(t));
}

std::vector<std::pair<std::string, std::string>> labels_of(const AgentSetup& setup) {
  const auto& facts = setup.facts;
  std::vector<std::pair<std::string, std::string>> labels = facts.labels;
  labels.emplace_back("kubernetes.io/hostname",
                      facts.hostname.empty() ? setup.node : facts.hostname);
  for (const char* prefix : {"kubernetes.io/", "beta.kubernetes.io/"}) {
    labels.emplace_back(std::string(prefix) + "os", "linux");
    labels.emplace_back(std::string(prefix) + "arch", facts.architecture);
  }
  return labels;
}

void set_condition(core::NodeStatus& status, const std::string& type, bool value,
                   const std::string& reason, const std::string& message, WallTime now) {
  auto& all = status.conditions;
  auto at = std::find_if(all.begin(), all.end(),
                         [&](const core::NodeCondition& c) { return c.type == type; });
  if (at == all.end()) {
    at = all.emplace(all.end());
    at->type = type;
  }
  const char* text = value ? "True" : "False";
  if (at->status == text && at->reason == reason && at->message == message) return;
  if (at->status != text) at->lastTransitionTime = time_of(now);
  at->lastHeartbeatTime = time_of(now);
  at->status = text;
  at->reason = reason;
  at->message = message;
}

void set_resources(const NodeFacts& facts, core::NodeStatus& status) {
  status.capacity = {{"cpu", facts.cpu},
                     {"memory", facts.memory},
                     {"ephemeral-storage", facts.ephemeral_storage},
                     {"pods", api::Quantity::of(facts.pods)},
                     {"hugepages-1Gi", api::Quantity::of(0)},
                     {"hugepages-2Mi", api::Quantity::of(0)}};
  status.allocatable = status.capacity;
  status.allocatable["cpu"] -= facts.reserved_cpu;
  status.allocatable["memory"] -= facts.reserved_memory;
}

}  // namespace

core::Node new_node(const AgentSetup& setup) {
  core::Node node;
  node.metadata.name = setup.node;
  if (setup.publish_pod_cidr && !setup.pod_cidr.empty()) {
    node.spec.podCIDR = setup.pod_cidr;
    node.spec.podCIDRs = {setup.pod_cidr};
  }
  correct_labels(setup, node);
  return node;
}

bool correct_labels(const AgentSetup& setup, core::Node& node) {
  bool changed = false;
  for (const auto& [key, value] : labels_of(setup)) {
    const auto* present = node.metadata.labels.get(key);
    if (present && *present == value) continue;
    node.metadata.labels[key] = value;
    changed = true;
  }
  if (!setup.hosted_by.empty()) {
    auto& host = node.metadata.annotations[std::string(cluster::hosted_by_annotation)];
    changed = changed || host != setup.hosted_by;
    host = setup.hosted_by;
  }
  return changed;
}

core::NodeStatus node_status(const AgentSetup& setup, const runtime::Capabilities& runtime,
                             const core::NodeStatus& stored, bool ready, WallTime now) {
  const auto& facts = setup.facts;
  core::NodeStatus status = stored;
  set_resources(facts, status);
  set_condition(status, "MemoryPressure", false, "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available", now);
  set_condition(status, "DiskPressure", false, "KubeletHasNoDiskPressure",
                "kubelet has no disk pressure", now);
  set_condition(status, "PIDPressure", false, "KubeletHasSufficientPID",
                "kubelet has sufficient PID available", now);
  set_condition(status, "Ready", ready, ready ? "KubeletReady" : "KubeletNotReady",
                ready ? "kubelet is posting ready status" : "the node's runtime is being adopted",
                now);
  status.addresses = {{"InternalIP", facts.internal_ip},
                      {"Hostname", facts.hostname.empty() ? setup.node : facts.hostname}};
  auto& info = status.nodeInfo;
  info.machineID = facts.machine_id;
  info.systemUUID = facts.system_uuid;
  info.bootID = facts.boot_id;
  info.kernelVersion = facts.kernel_version;
  info.osImage = facts.os_image;
  info.containerRuntimeVersion = runtime.name + "://" + runtime.version;
  info.kubeletVersion = kubelet_version;
  info.kubeProxyVersion = "";
  info.operatingSystem = "linux";
  info.architecture = facts.architecture;
  return status;
}

coordination::Lease node_lease(const AgentSetup& setup, const coordination::Lease* stored,
                               const Uid& node_uid, WallTime now) {
  coordination::Lease lease;
  if (stored) lease = *stored;
  lease.metadata.name = setup.node;
  lease.metadata.namespace_ = lease_namespace;
  if (!stored && !node_uid.empty()) {
    meta::OwnerReference owner;
    owner.apiVersion = "v1", owner.kind = "Node", owner.name = setup.node, owner.uid = node_uid;
    lease.metadata.ownerReferences = {owner};
  }
  lease.spec.holderIdentity = setup.node;
  lease.spec.leaseDurationSeconds = lease_duration_s;
  lease.spec.renewTime = api::MicroTime::from_unix_ns(to_unix_ns(now));
  return lease;
}

}  // namespace shoal::agent
