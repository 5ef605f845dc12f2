#include "actors/controllers/deployment/deployment.hpp"

#include <algorithm>

#include "actors/controllers/deployment/rollout.hpp"
#include "actors/controllers/ownership.hpp"
#include "actors/controllers/pod_facts.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::controllers {
namespace {

using Observed = DeploymentController::Observed;
using objects::Plan;

Rollout rollout_of(const Observed& observed) {
  Rollout rollout;
  rollout.deployment = &*observed.deployment;
  for (const auto& set : observed.owned) rollout.sets.push_back({set, *set, {}, false});
  std::stable_sort(rollout.sets.begin(), rollout.sets.end(),
                   [](const RolloutSet& a, const RolloutSet& b) {
                     return a.next.metadata.creationTimestamp < b.next.metadata.creationTimestamp;
                   });
  find_current(rollout);
  return rollout;
}

bool old_pods_run(const Observed& observed, const Rollout& rollout) {
  const auto* current = rollout.current_set();
  return std::any_of(observed.with_pods.begin(), observed.with_pods.end(),
                     [&](const Uid& uid) { return !current || uid != current->next.metadata.uid; });
}

// False when only sizes were looked at.
bool step(const Observed& observed, Rollout& rollout) {
  const auto& deployment = *observed.deployment;
  if (is_going(deployment.metadata)) return false;
  if (deployment.spec.paused || size_has_changed(rollout)) {
    sync_revision(rollout, false);
    scale_proportionally(rollout);
    if (deployment.spec.paused) clean_up(rollout);
    return false;
  }
  if (rollout.rolling()) {
    roll(rollout);
  } else {
    recreate(rollout, old_pods_run(observed, rollout));
  }
  return true;
}

void write_set(RolloutSet& set, Plan& plan) {
  const auto& kind = objects::View::kind_of<apps::ReplicaSet>();
  const auto name = set.next.metadata.name;
  objects::Unit unit;
  if (set.removed) {
    unit = objects::unit_of(objects::remove_of(kind, set.next.metadata), "clean up " + name);
  } else if (!set.read) {
    unit = objects::unit_of(objects::create_of(std::move(set.next)), "create replica set " + name);
  } else if (!(set.next == *set.read)) {
    unit = objects::unit_of(
        objects::update_of(std::move(set.next)),
        set.reports.empty() ? "bring " + name + " up to date" : set.reports.front().message);
  } else {
    return;
  }
  unit.reports = std::move(set.reports);
  plan.units.push_back(std::move(unit));
}

// One object is written once in a plan. A new set is told of first, because the progress deadline
// counts from there; otherwise the revision goes first, and the status follows in the next look.
void write_deployment(const Observed& observed, std::optional<std::string> revision, bool created,
                      apps::DeploymentStatus status, Plan& plan) {
  const auto& deployment = *observed.deployment;
  apps::Deployment next = deployment;
  if (revision && !created) {
    next.metadata.annotations[revision_annotation] = *revision;
    plan.units.push_back(
        objects::unit_of(objects::update_of(std::move(next)), "is revision " + *revision));
  } else if (!(status == deployment.status)) {
    next.status = std::move(status);
    plan.units.push_back(
        objects::unit_of(objects::update_status_of(std::move(next)), "tell the status"));
  }
}

// A selector that is empty would take every pod of the namespace.
bool selects_nothing(const apps::Deployment& deployment) {
  const auto& selector = deployment.spec.selector;
  return !selector || (selector->matchLabels.empty() && selector->matchExpressions.empty());
}

void count_collision(const Observed& observed, Plan& plan) {
  auto status = observed.deployment->status;
  status.collisionCount = status.collisionCount.value_or(0) + 1;
  write_deployment(observed, std::nullopt, false, std::move(status), plan);
}

void push_deployments_selecting(const Seen& seen, const objects::View& view,
                                std::vector<ObjectName>& out) {
  const auto& kind = objects::View::kind_of<apps::Deployment>();
  const auto& metadata = seen.metadata();
  view.each(kind, metadata.namespace_, [&](const objects::BoxPtr& box) {
    const auto& deployment = box->as<apps::Deployment>();
    if (selector_of(deployment.spec.selector).matches(metadata.labels))
      out.push_back({&kind, metadata.namespace_, deployment.metadata.name});
    return true;
  });
}

void wake_for_set(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  const auto& kind = objects::View::kind_of<apps::Deployment>();
  for (const auto& box : {seen.before, seen.after}) {
    if (!box) continue;
    const auto* owner = controller_of(box->as<apps::ReplicaSet>().metadata);
    if (owner && owner->kind == kind.kind)
      out.push_back({&kind, seen.metadata().namespace_, owner->name});
  }
  if (seen.after && !controller_of(seen.metadata())) push_deployments_selecting(seen, view, out);
}

// Recreate waits for the end of old pods, which their sets do not tell.
void wake_for_pod(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  if (seen.after && !is_finished(seen.after->as<core::Pod>())) return;
  const auto* owner = controller_of(seen.metadata());
  if (!owner) return;
  const auto& space = seen.metadata().namespace_;
  auto set = view.get<apps::ReplicaSet>(space, owner->name);
  const auto* above = set ? controller_of(set->metadata) : nullptr;
  if (!above) return;
  auto deployment = view.get<apps::Deployment>(space, above->name);
  if (deployment && deployment->spec.strategy.type == "Recreate")
    out.push_back({&objects::View::kind_of<apps::Deployment>(), space, above->name});
}

}  // namespace

DeploymentController::Observed DeploymentController::observe(const objects::View& view,
                                                             const ObjectName& object) {
  Observed observed;
  observed.deployment = view.get<apps::Deployment>(object.space, object.name);
  if (!observed.deployment) return observed;
  const auto& deployment = *observed.deployment;
  const auto& uid = deployment.metadata.uid;
  for (auto& set : view.owned_by<apps::ReplicaSet>(uid)) {
    if (controlled_by(set->metadata, uid)) observed.owned.push_back(std::move(set));
  }
  observed.unowned = view.by_index<apps::ReplicaSet>("unowned", object.space);
  if (deployment.spec.strategy.type == "Recreate") {
    for (const auto& set : observed.owned) {
      auto pods = view.owned_by<core::Pod>(set->metadata.uid);
      if (std::any_of(pods.begin(), pods.end(), [](const auto& pod) { return !is_finished(*pod); }))
        observed.with_pods.push_back(set->metadata.uid);
    }
  }
  bool carried = rollout_of(observed).current.has_value();
  observed.name_taken =
      !carried && bool(view.get<apps::ReplicaSet>(object.space, set_name(deployment)));
  return observed;
}

objects::Plan DeploymentController::reconcile(const Observed& seen, const Inputs& inputs) {
  Plan plan;
  if (!seen.deployment) return plan;
  const auto& deployment = *seen.deployment;
  Observed observed = seen;
  if (selects_nothing(deployment)) {
    plan.reports.push_back({true, "SelectingAll",
                            "This deployment is selecting all pods. A non-empty selector is "
                            "required."});
    return plan;
  }
  if (!is_going(deployment.metadata))
    claim(controller_reference(objects::View::kind_of<apps::Deployment>(), deployment.metadata),
          selector_of(deployment.spec.selector), true, observed.owned, observed.unowned, plan);
  if (!plan.units.empty())
    return plan;  // the sets' own plans wait until it is clear whose they are

  Rollout rollout = rollout_of(observed);
  bool rolled = step(observed, rollout);
  const auto* current = rollout.current_set();
  if (observed.name_taken && current && !current->read) {
    count_collision(observed, plan);
    return plan;
  }
  auto status = status_of(rollout, rolled, inputs.now);
  plan.look_again = deadline_look(deployment, status, inputs.now);
  bool created = current && !current->read;
  for (auto& set : rollout.sets) write_set(set, plan);
  write_deployment(observed, rollout.revision, created, std::move(status), plan);
  return plan;
}

std::vector<Watch> DeploymentController::watches() {
  return {watch<apps::ReplicaSet>(wake_for_set), watch<core::Pod>(wake_for_pod)};
}

}  // namespace shoal::controllers
