#include "actors/controllers/pod_garbage/pod_garbage.hpp"

#include <algorithm>

#include "actors/objects/operation.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::controllers {
namespace {

void push_space(const std::string& space, std::vector<ObjectName>& out) {
  out.push_back({&objects::View::kind_of<core::Namespace>(), "", space});
}

bool is_lost(const objects::View& view, const core::Pod& pod) {
  return !pod.spec.nodeName.empty() && !view.get<core::Node>("", pod.spec.nodeName);
}

void wake_for_pod(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  if (!seen.after) return;
  const auto& pod = seen.after->as<core::Pod>();
  if (is_lost(view, pod)) push_space(pod.metadata.namespace_, out);
}

void wake_for_node(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  if (seen.after) return;
  const auto& node = seen.before->as<core::Node>();
  for (const auto& pod : view.by_index<core::Pod>("node", node.metadata.name))
    push_space(pod->metadata.namespace_, out);
}

}  // namespace

std::vector<Watch> PodGarbageController::watches() {
  return {watch<core::Pod>(wake_for_pod), watch<core::Node>(wake_for_node)};
}

PodGarbageController::Observed PodGarbageController::observe(const objects::View& view,
                                                             const ObjectName& object) {
  Observed observed;
  view.each(objects::View::kind_of<core::Pod>(), object.name, [&](const objects::BoxPtr& box) {
    const auto& pod = box->as<core::Pod>();
    if (!is_lost(view, pod)) return true;
    // Taken out already, but for its finalizers.
    if (!pod.metadata.deletionTimestamp.is_zero() &&
        pod.metadata.deletionGracePeriodSeconds.value_or(0) == 0)
      return true;
    observed.more = observed.lost.size() == garbage_pods_at_once_max;
    if (!observed.more) observed.lost.push_back({{box, &pod}, {}});
    return !observed.more;
  });
  return observed;
}

objects::Plan PodGarbageController::reconcile(const Observed& observed, const Inputs& inputs) {
  objects::Plan plan;
  if (observed.more) plan.look_again = Duration(0);
  for (const auto& pod : observed.lost) {
    WallTime since{std::chrono::seconds(pod->metadata.creationTimestamp.unix_s())};
    Duration left = since + absent_node_grace - inputs.now;
    if (left > Duration(0)) {
      plan.look_again = std::min(plan.look_again.value_or(left), left);
      continue;
    }
    auto operation = objects::remove_of(*pod);
    operation.grace_s = 0;
    plan.units.push_back(objects::unit_of(
        std::move(operation),
        pod->metadata.name + " is of node " + pod->spec.nodeName + ", which does not exist"));
  }
  return plan;
}

}  // namespace shoal::controllers
