#include "tools/local_cluster/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::local {
namespace {

constexpr size_t name_length_max = 20;  // it becomes part of namespace and link names
constexpr int first_forward_port = 20000;

bool is_name(const std::string& name) {
  auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= name_length_max && name.front() != '-' &&
         name.back() != '-' && std::all_of(name.begin(), name.end(), plain);
}

NodePlan plan_node(const ClusterPlan& cluster, int number) {
  NodePlan node;
  node.number = number;
  node.name = fmt::format("n{}", number);
  node.folder = cluster.folder + "/nodes/" + node.name;
  node.forward_port = static_cast<uint16_t>(cluster.forward_port + number);
  if (cluster.as_root) {
    node.address = fmt::format("10.77.{}.{}", cluster.index, 10 + number);
    node.pod_cidr = fmt::format("10.244.{}.0/24", number);
    node.network_namespace = fmt::format("shoal-{}-{}", cluster.name, node.name);
    node.cgroup = fmt::format("shoal/{}/{}", cluster.name, node.name);
    node.api_port = 6443;
    node.peer_port = 6444;
  } else {
    int block = cluster.index * 10 + number;
    node.address = fmt::format("127.{}.0.1", block);
    node.pod_cidr = fmt::format("127.{}.0.0/16", block);
    // Not 6443: a program of the host that listens there on every address would be in the way.
    node.api_port = 16443;
    node.peer_port = 16444;
  }
  return node;
}

}  // namespace

Result<ClusterPlan> plan_cluster(const ClusterWish& wish) {
  if (!is_name(wish.name)) {
    return Status(Code::invalid, fmt::format("'{}' cannot name a cluster: up to {} small letters, "
                                             "digits and -",
                                             wish.name, name_length_max));
  }
  int most = wish.as_root ? nodes_max : nodes_max_without_root;
  if (wish.nodes < 1 || wish.nodes > most) {
    return Status(Code::invalid, fmt::format("a local cluster has 1 to {} nodes{}, not {}", most,
                                             wish.as_root ? "" : " without root", wish.nodes));
  }
  ClusterPlan plan;
  plan.name = wish.name;
  plan.index = wish.index;
  plan.as_root = wish.as_root;
  plan.folder = wish.folder;
  plan.forward_port = static_cast<uint16_t>(first_forward_port + 100 * wish.index);
  if (wish.as_root) {
    plan.network_namespace = fmt::format("shoal-{}-switch", wish.name);
    plan.switch_address = fmt::format("10.77.{}.1/24", wish.index);
  }
  for (int number = 1; number <= wish.nodes; ++number) {
    plan.nodes.push_back(plan_node(plan, number));
  }
  return plan;
}

}  // namespace shoal::local
