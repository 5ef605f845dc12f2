// nodeSelector and node affinity: where a pod must run, and where it would rather.

#include "actors/scheduler/match.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {

Verdict node_affinity(const PodClass& pod, const NodeState& node) {
  if (allows_node(pod, node.name, node.labels)) return {};
  return Refusal{{"node(s) didn't match Pod's node affinity/selector"}, false, ""};
}

int64_t node_affinity_score(const PodClass& pod, const NodeState& node) {
  int64_t sum = 0;
  for (const auto& wish : pod.preferred_nodes)
    if (matches_term(wish.preference, node.name, node.labels)) sum += wish.weight;
  return sum;
}

}  // namespace shoal::scheduler
