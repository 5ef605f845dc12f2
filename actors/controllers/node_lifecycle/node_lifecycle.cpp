#include "actors/controllers/node_lifecycle/node_lifecycle.hpp"

#include <algorithm>

#include "actors/controllers/node_lifecycle/node_condition.hpp"
#include "actors/controllers/node_lifecycle/toleration.hpp"
#include "actors/objects/operation.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view lease_bound_annotation = "shoal.dev/lease-bound";

bool concerns_pods(const core::Node& node) {
  auto readiness = readiness_of(node);
  if (readiness == Readiness::not_ready || readiness == Readiness::lost) return true;
  return std::any_of(node.spec.taints.begin(), node.spec.taints.end(),
                     [](const auto& taint) { return taint.effect == "NoExecute"; });
}

void wake_node(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  const auto& pod = (seen.after ? seen.after : seen.before)->as<core::Pod>();
  if (pod.spec.nodeName.empty()) return;
  auto node = view.get<core::Node>("", pod.spec.nodeName);
  if (node && concerns_pods(*node))
    out.push_back({&objects::View::kind_of<core::Node>(), "", pod.spec.nodeName});
}

core::PodCondition* ready_condition(core::Pod& pod) {
  for (auto& condition : pod.status.conditions) {
    if (condition.type == "Ready") return &condition;
  }
  return nullptr;
}

// One node's situation, and what it means for one pod after the other.
struct Look {
  const core::Node& node;
  Readiness readiness;
  std::vector<core::Taint> taints;
  WallTime now;
  objects::Plan plan;

  bool full() const { return plan.units.size() >= node_pods_at_once_max; }
  void look_again_at(WallTime when) {
    auto wait = std::max<Duration>(when - now, Duration(0));
    if (!plan.look_again || wait < *plan.look_again) plan.look_again = wait;
  }

  // When the pod has to be told to leave, or (on a lost node) to be taken out.
  std::optional<WallTime> leaves_at(const core::Pod& pod) const {
    bool going = !pod.metadata.deletionTimestamp.is_zero();
    if (!going) return must_leave_at(pod.spec.tolerations, taints);
    if (readiness != Readiness::lost || is_lease_bound(pod)) return {};
    if (pod.metadata.deletionGracePeriodSeconds.value_or(0) == 0) return {};
    return WallTime(std::chrono::seconds(pod.metadata.deletionTimestamp.unix_s()));
  }
  static bool is_lease_bound(const core::Pod& pod) {
    const auto* value = pod.metadata.annotations.get(lease_bound_annotation);
    return value && *value == "true";
  }

  void evict(const core::Pod& pod) {
    auto operation = objects::remove_of(pod);
    if (readiness == Readiness::lost && !is_lease_bound(pod)) operation.grace_s = 0;
    plan.units.push_back(objects::unit_of(
        std::move(operation), "evict " + pod.metadata.name + " from " + node.metadata.name));
  }

  void mark_not_ready(const core::Pod& pod) {
    if (readiness != Readiness::not_ready && readiness != Readiness::lost) return;
    core::Pod next = pod;
    auto* condition = ready_condition(next);
    if (!condition || condition->status != "True") return;
    condition->status = "False";
    condition->reason = "NodeNotReady";
    condition->lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(now));
    plan.units.push_back(objects::unit_of(objects::update_status_of(std::move(next)),
                                          pod.metadata.name + " is not ready: its node is not"));
  }

  void pod(const core::Pod& pod) {
    auto leaves = leaves_at(pod);
    if (leaves && *leaves <= now) return evict(pod);
    mark_not_ready(pod);
    if (leaves) look_again_at(*leaves);
  }

  void taint() {
    if (taints == node.spec.taints) return;
    core::Node next = node;
    next.spec.taints = taints;
    auto unit =
        objects::unit_of(objects::update_of(std::move(next)), "taints of " + node.metadata.name);
    if (readiness == Readiness::not_ready || readiness == Readiness::lost)
      unit.reports.push_back(
          {false, "NodeNotReady", "Node " + node.metadata.name + " status is now: NodeNotReady"});
    plan.units.push_back(std::move(unit));
  }
};

}  // namespace

std::vector<Watch> NodeLifecycleController::watches() {
  return {watch<core::Pod>(wake_node)};
}

NodeLifecycleController::Observed NodeLifecycleController::observe(const objects::View& view,
                                                                   const ObjectName& object) {
  Observed observed;
  observed.node = view.get<core::Node>("", object.name);
  if (observed.node && concerns_pods(*observed.node))
    observed.pods = view.by_index<core::Pod>("node", object.name);
  return observed;
}

objects::Plan NodeLifecycleController::reconcile(const Observed& observed, const Inputs& inputs) {
  if (!observed.node) return {};
  const auto& node = *observed.node;
  Look look{node, readiness_of(node), wanted_taints(node, inputs.now), inputs.now, {}};
  look.taint();
  for (const auto& pod : observed.pods) {
    if (look.full()) {
      look.look_again_at(inputs.now);
      break;
    }
    look.pod(*pod);
  }
  return std::move(look.plan);
}

}  // namespace shoal::controllers
