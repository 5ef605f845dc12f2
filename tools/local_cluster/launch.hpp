#pragma once
// Starting what a local cluster runs: a node's guard with its shoald, and the forwarder.

#include "tools/local_cluster/cluster.hpp"

namespace shoal::local {

struct NodeOptions {
  std::string programs;
  std::string runtime;
  int simulated_nodes = 0;
  std::vector<std::string> flags;
};
NodeOptions node_options(const UpWish& wish, const ClusterPlan& plan);
Status check_programs(const UpWish& wish);

// shoald's command line, after the program. Pure.
std::vector<std::string> shoald_flags(const ClusterPlan& plan, const NodePlan& node,
                                      const NodeOptions& options);

// Inside the node's network namespace, a private mount namespace and the node's cgroup.
Result<ProcessId> launch_node(const ClusterPlan& plan, const NodePlan& node,
                              const NodeOptions& options);
Result<ProcessId> launch_forwarder(const ClusterPlan& plan);

std::string data_folder(const NodePlan& node);
std::string guard_folder(const NodePlan& node);
std::string node_log(const NodePlan& node);
std::string node_marker(const NodePlan& node);  // in the environment of all it starts
std::string forwarder_marker(const ClusterPlan& plan);
std::string forwarder_log(const ClusterPlan& plan);
std::string forwarder_ready_file(const ClusterPlan& plan);
std::string last_lines(const std::string& path);

}  // namespace shoal::local
