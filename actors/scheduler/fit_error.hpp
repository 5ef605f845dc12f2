#pragma once
// The sentence that says why a pod has no node, word for word as kube-scheduler's. Pure.

#include <map>
#include <string>
#include <vector>

#include "actors/scheduler/explanation.hpp"

namespace shoal::scheduler {

struct RefusedNode {
  NodeReasons reasons;
  bool resolvable = true;
};

// `nodes` is all nodes there are, each refused.
std::string fit_error(const std::vector<RefusedNode>& nodes, bool never_preempts);

}  // namespace shoal::scheduler
