// A cordoned node takes only pods that tolerate exactly that.

#include "actors/scheduler/match.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {

Verdict node_unschedulable(const PodClass& pod, const NodeState& node) {
  if (!node.unschedulable) return {};
  core::Taint cordon;
  cordon.key = "node.kubernetes.io/unschedulable";
  cordon.effect = "NoSchedule";
  if (tolerates(pod.tolerations, cordon)) return {};
  return Refusal{{"node(s) were unschedulable"}, false, "cordoned"};
}

}  // namespace shoal::scheduler
