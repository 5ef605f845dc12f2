#include "node/agent/lifecycle/runtime_specs.hpp"

#include <algorithm>

#include "node/agent/lifecycle/environment.hpp"

namespace shoal::agent {
namespace {

// What cgroups take: 1024 shares and one period of quota for each core.
runtime::Resources resources_of(const core::Pod& pod, const core::Container& container) {
  runtime::Resources out;
  const auto& limits = container.resources.limits;
  const auto& requests = container.resources.requests;
  const auto* cpu_limit = limits.get("cpu");
  const auto* cpu_request = requests.get("cpu");
  if (!cpu_request) cpu_request = cpu_limit;
  int64_t milli = cpu_request ? cpu_request->milli_value() : 0;
  out.cpu_shares = std::clamp<int64_t>(milli * 1024 / 1000, 2, 262'144);
  if (cpu_limit && cpu_limit->sign() > 0)
    out.cpu_quota_us = std::max<int64_t>(cpu_limit->milli_value() * out.cpu_period_us / 1000, 1000);
  if (const auto* memory = limits.get("memory")) out.memory_limit_bytes = memory->value();
  out.oom_score_adj = pod.status.qosClass == "Guaranteed"   ? 0
                      : pod.status.qosClass == "BestEffort" ? 1000
                                                            : 500;
  return out;
}

void set_identity(const core::Pod& pod, const core::Container& container,
                  runtime::ContainerSpec& spec) {
  auto id = [](const std::optional<int64_t>& value) -> std::optional<uint32_t> {
    if (!value) return std::nullopt;
    return static_cast<uint32_t>(*value);
  };
  if (const auto& all = pod.spec.securityContext) {
    spec.run_as_user = id(all->runAsUser);
    spec.run_as_group = id(all->runAsGroup);
  }
  if (const auto& own = container.securityContext) {
    if (own->runAsUser) spec.run_as_user = id(own->runAsUser);
    if (own->runAsGroup) spec.run_as_group = id(own->runAsGroup);
    spec.read_only_root = own->readOnlyRootFilesystem.value_or(false);
  }
}

std::vector<std::string> expand_all(const std::vector<std::string>& words,
                                    const runtime::Pairs& environment) {
  std::vector<std::string> out;
  out.reserve(words.size());
  for (const auto& word : words) out.push_back(expand(word, environment));
  return out;
}

}  // namespace

std::string pod_folder(const std::string& pods_dir, const Uid& uid) {
  return pods_dir + "/" + uid;
}

std::string log_path(const std::string& pods_dir, const Uid& uid, const std::string& container,
                     uint32_t attempt) {
  return pod_folder(pods_dir, uid) + "/logs/" + container + "/" + std::to_string(attempt) + ".log";
}

runtime::SandboxSpec sandbox_spec(const core::Pod& pod, const Places& places) {
  runtime::SandboxSpec spec;
  spec.uid = pod.metadata.uid;
  spec.pod_namespace = pod.metadata.namespace_;
  spec.name = pod.metadata.name;
  // A host name holds 63 characters; a pod's name may be longer.
  spec.hostname = (pod.spec.hostname.empty() ? pod.metadata.name : pod.spec.hostname).substr(0, 63);
  spec.cgroup_parent = places.cgroup_parent;
  spec.host_network = pod.spec.hostNetwork;
  spec.host_pid = pod.spec.hostPID;
  spec.host_ipc = pod.spec.hostIPC;
  spec.ip = pod.spec.hostNetwork || places.pod_ip.empty() ? places.node_ip : places.pod_ip;
  spec.node_ip = places.node_ip;
  for (const auto& [key, value] : pod.metadata.labels) spec.labels.emplace_back(key, value);
  for (const auto& [key, value] : pod.metadata.annotations)
    spec.annotations.emplace_back(key, value);
  return spec;
}

Result<runtime::ContainerSpec> container_spec(const core::Pod& pod,
                                              const core::Container& container, uint32_t attempt,
                                              const Places& places, const Sources& sources,
                                              const std::vector<VolumePlan>& volumes) {
  runtime::ContainerSpec spec;
  spec.name = container.name;
  spec.attempt = attempt;
  SHOAL_ASSIGN(spec.env, environment_of(pod, container, sources));
  spec.command = expand_all(container.command, spec.env);
  spec.args = expand_all(container.args, spec.env);
  spec.working_dir = container.workingDir;
  const std::string folder = pod_folder(places.pods_dir, pod.metadata.uid);
  SHOAL_ASSIGN(spec.mounts, mounts_of(container, volumes, folder, spec.env));
  spec.resources = resources_of(pod, container);
  spec.log_path = log_path(places.pods_dir, pod.metadata.uid, container.name, attempt);
  if (!container.terminationMessagePath.empty())
    spec.termination_message_path = container.terminationMessagePath;
  set_identity(pod, container, spec);
  return spec;
}

}  // namespace shoal::agent
