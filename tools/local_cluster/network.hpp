#pragma once
// Networks of a local cluster, as root: a switch namespace with a bridge, and for each node a
// namespace with a veth pair to it. Each node has a range of pod addresses; routes to all of them
// are in every namespace. Acts through iproute2's ip.

#include "tools/local_cluster/plan.hpp"

namespace shoal::local {

bool network_exists(const std::string& name);
Status make_networks(const ClusterPlan& plan);
// Removes every namespace of the plan; those that do not exist are fine.
Status remove_networks(const ClusterPlan& plan);

// Moves the calling thread. `name` is as `ip netns` lists it. Never through `ip netns exec`, which
// would hide the cgroup mounts from everything started in it.
Status enter_network(const std::string& name);

// In a child that is to become a node: a private view of mounts, with its own /run/netns, and
// forwarding between its links.
Status prepare_node_view();

}  // namespace shoal::local
