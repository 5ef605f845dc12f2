// Taints keep pods off that do not tolerate them; a node that is not ready has one.

#include "actors/scheduler/match.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {

Verdict taint_toleration(const PodClass& pod, const NodeState& node) {
  const auto* taint = untolerated_taint(pod, node.taints);
  if (!taint) return {};
  return Refusal{{"node(s) had untolerated taint(s)"},
                 false,
                 "taint {" + taint->key + ": " + taint->value + "}:" + taint->effect};
}

// Taints that would rather not have it: fewer is better.
int64_t taint_toleration_score(const PodClass& pod, const NodeState& node) {
  int64_t unwelcome = 0;
  for (const auto& taint : node.taints)
    unwelcome += taint.effect == "PreferNoSchedule" && !tolerates(pod.tolerations, taint);
  return unwelcome;
}

}  // namespace shoal::scheduler
