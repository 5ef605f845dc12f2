#pragma once
// Where a pod's configuration comes from: ConfigMaps and Secrets of its namespace, and facts of its
// node. The caller answers from one view of the state. Pure.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "schema/kinds/core.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/values/quantity.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::agent {

struct Sources {
  // Null when there is none.
  std::function<std::shared_ptr<const core::ConfigMap>(const std::string& name)> config_map;
  std::function<std::shared_ptr<const core::Secret>(const std::string& name)> secret;
  std::string node_ip;
  std::string pod_ip;
  api::Quantity node_cpu, node_memory, node_storage;  // allocatable
};

// Names of all ConfigMaps and Secrets the pod reads, sorted, each once.
struct References {
  std::vector<std::string> config_maps;
  std::vector<std::string> secrets;
};
References references_of(const core::PodSpec& spec);

// metadata.labels['app'], status.podIP, …; not_found for a path that this API does not know.
Result<std::string> field_text(const core::Pod& pod, const Sources& sources,
                               const std::string& path);
// limits.cpu and the like, divided and rounded up; a missing limit is what the node has.
Result<std::string> resource_text(const core::Pod& pod, const Sources& sources,
                                  const std::string& own_container,
                                  const core::ResourceFieldSelector& selector);

}  // namespace shoal::agent
