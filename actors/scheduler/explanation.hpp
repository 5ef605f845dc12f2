#pragma once
// Explanation: why a pod has no node, in Kubernetes' words and node by node. A plain value.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::scheduler {

// Why one node was refused.
struct NodeReasons {
  NodeName node;
  std::vector<std::string> reasons;  // "Insufficient cpu", as they are counted in the message
  std::string detail;                // more than the message says: "taint {a: b}"; may be empty
};

struct Explanation {
  std::string message;             // the PodScheduled condition's
  std::vector<NodeReasons> nodes;  // by name; at most explained_nodes_max
  uint32_t attempts = 0;
  WallTime next_attempt{};  // not before; a change that may help is awaited besides
};

}  // namespace shoal::scheduler
