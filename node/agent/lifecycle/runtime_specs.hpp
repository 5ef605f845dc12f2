#pragma once
// From a pod to what the runtime is asked for: SandboxSpec and ContainerSpec. Pure.

#include "node/agent/lifecycle/volume_files.hpp"

namespace shoal::agent {

struct Places {
  std::string pods_dir;
  std::string cgroup_parent;
  std::string node_ip;
  std::string pod_ip;  // chosen; empty: the node's
};

std::string pod_folder(const std::string& pods_dir, const Uid& uid);
std::string log_path(const std::string& pods_dir, const Uid& uid, const std::string& container,
                     uint32_t attempt);

runtime::SandboxSpec sandbox_spec(const core::Pod& pod, const Places& places);
// An error is why the container cannot be made yet (Kubernetes' CreateContainerConfigError).
Result<runtime::ContainerSpec> container_spec(const core::Pod& pod,
                                              const core::Container& container, uint32_t attempt,
                                              const Places& places, const Sources& sources,
                                              const std::vector<VolumePlan>& volumes);

}  // namespace shoal::agent
