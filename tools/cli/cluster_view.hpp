#pragma once
// How a local cluster is shown.

#include <string>

#include "tools/local_cluster/cluster.hpp"

namespace shoal::cli {

// {"kubeconfig":..,"nodes":[{"name":..,"api":..,"pid":..,"guard_pid":..,"cgroup":..,"leader":..}]}
std::string cluster_json(const local::ClusterRecord& record, const std::string& leader);
std::string cluster_table(const local::ClusterRecord& record, const std::string& leader);

}  // namespace shoal::cli
