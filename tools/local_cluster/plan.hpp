#pragma once
// What a local cluster consists of, decided before anything is made: names, addresses, ports,
// groups. Pure.
//
// As root each node has a network namespace of its own, reached over a bridge in the cluster's
// switch namespace. Without root every node has an address in 127.0.0.0/8 instead.

#include <string>
#include <vector>

#include "schema/vocab/result.hpp"

namespace shoal::local {

constexpr int nodes_max = 64;              // of one cluster, as root
constexpr int nodes_max_without_root = 9;  // 127.<10 x index + number>.0.1
constexpr int clusters_max = 24;           // side by side on one machine

struct NodePlan {
  int number = 0;    // from 1
  std::string name;  // n1
  std::string address;
  uint16_t api_port = 0;
  uint16_t peer_port = 0;
  uint16_t forward_port = 0;  // on 127.0.0.1 of the host: leads to this node's API
  std::string pod_cidr;
  std::string network_namespace;  // empty without root
  std::string cgroup;             // below each hierarchy; empty without root
  std::string folder;             // of its data and logs
};

struct ClusterPlan {
  std::string name;
  int index = 0;  // 1..clusters_max, one for each cluster on the machine
  bool as_root = false;
  std::string folder;
  uint16_t forward_port = 0;      // on 127.0.0.1 of the host: leads to a live node's API
  std::string network_namespace;  // the switch; empty without root
  std::string switch_address;     // of the bridge, with its prefix length
  std::vector<NodePlan> nodes;
};

struct ClusterWish {
  std::string name;
  int index = 1;
  int nodes = 3;
  bool as_root = false;
  std::string folder;
};

// Invalid: a name that is no DNS label of at most 20 letters, a number of nodes out of bounds.
Result<ClusterPlan> plan_cluster(const ClusterWish& wish);

}  // namespace shoal::local
