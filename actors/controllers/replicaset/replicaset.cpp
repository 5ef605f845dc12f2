#include "actors/controllers/replicaset/replicaset.hpp"

#include <algorithm>
#include <set>

#include "actors/controllers/ownership.hpp"
#include "actors/controllers/pod_facts.hpp"
#include "actors/controllers/replicaset/deletion_order.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::controllers {
namespace {

using Observed = ReplicaSetController::Observed;
using Pods = ReplicaSetController::Pods;
using objects::Plan;

constexpr size_t name_base_max = 58;  // the suffix makes it 63, which fits a label
constexpr size_t name_suffix = 5;
constexpr std::string_view create_why = "create pod ";

int32_t wanted(const apps::ReplicaSet& set) {
  return set.spec.replicas.value_or(1);
}

Pods active(const Pods& pods) {
  Pods out;
  for (const auto& pod : pods) {
    if (is_active(*pod)) out.push_back(pod);
  }
  return out;
}

core::Pod pod_of(const apps::ReplicaSet& set, Random& random, std::set<std::string>& taken) {
  core::Pod pod;
  const auto& from = set.spec.template_;
  pod.metadata.namespace_ = set.metadata.namespace_;
  pod.metadata.labels = from.metadata.labels;
  pod.metadata.annotations = from.metadata.annotations;
  pod.metadata.finalizers = from.metadata.finalizers;
  pod.metadata.generateName = set.metadata.name + "-";
  auto base = pod.metadata.generateName.substr(0, name_base_max);
  do {
    pod.metadata.name = base + random.suffix(name_suffix);
  } while (!taken.insert(pod.metadata.name).second);
  pod.metadata.ownerReferences.push_back(
      controller_reference(objects::View::kind_of<apps::ReplicaSet>(), set.metadata));
  pod.spec = from.spec;
  return pod;
}

// How many units may be tried, from what became of the last ones.
size_t units_max(const LastPlan& last) {
  if (last.refused == 0) return pods_burst_max;
  return std::clamp<size_t>(2 * size_t{last.committed}, 1, pods_burst_max);
}

void create_pods(const Observed& observed, size_t missing, const Inputs& inputs, Plan& plan) {
  const auto& set = *observed.set;
  std::set<std::string> taken;
  for (const auto& pod : observed.owned) taken.insert(pod->metadata.name);
  Random random(inputs.seed);
  for (size_t i = 0; i < std::min(missing, units_max(inputs.last)); ++i) {
    core::Pod pod = pod_of(set, random, taken);
    std::string name = pod.metadata.name;
    auto unit =
        objects::unit_of(objects::create_of(std::move(pod)), std::string(create_why) + name);
    unit.reports.push_back({false, "SuccessfulCreate", "Created pod: " + name});
    plan.units.push_back(std::move(unit));
  }
}

void remove_pods(const Observed& observed, Pods pods, size_t surplus, const Inputs& inputs,
                 Plan& plan) {
  sort_for_deletion(pods, observed.related_on_node, inputs.now);
  for (size_t i = 0; i < std::min(surplus, units_max(inputs.last)); ++i) {
    const auto& metadata = pods[i]->metadata;
    auto unit = objects::unit_of(objects::remove_of(objects::View::kind_of<core::Pod>(), metadata),
                                 "remove pod " + metadata.name);
    unit.reports.push_back({false, "SuccessfulDelete", "Deleted pod: " + metadata.name});
    plan.units.push_back(std::move(unit));
  }
}

// What admission said about pods that were to be created; not that something else came first.
const Refused* refused_pod(const LastPlan& last) {
  for (const auto& refused : last.reasons) {
    auto code = refused.status.code();
    if (refused.why.starts_with(create_why) && code != Code::conflict &&
        code != Code::already_exists && code != Code::too_many_requests)
      return &refused;
  }
  return nullptr;
}

void set_failure(const Observed& observed, int64_t diff, const Inputs& inputs,
                 apps::ReplicaSetStatus& status) {
  auto& all = status.conditions;
  auto at = std::find_if(all.begin(), all.end(),
                         [](const auto& c) { return c.type == "ReplicaFailure"; });
  const auto* refused = refused_pod(inputs.last);
  if (refused && at == all.end()) {
    auto& condition = all.emplace_back();
    condition.type = "ReplicaFailure";
    condition.status = "True";
    condition.reason = "FailedCreate";
    condition.message = refused->status.message();
    condition.lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(inputs.now));
  }
  bool went_well = inputs.last.committed > 0 && inputs.last.refused == 0;
  if (!refused && at != all.end() && (diff == 0 || went_well)) all.erase(at);
}

bool has_all_labels(const core::Pod& pod, const schema::Labels& labels) {
  return std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
    const auto* value = pod.metadata.labels.get(label.first);
    return value && *value == label.second;
  });
}

apps::ReplicaSetStatus status_of_pods(const Observed& observed, const Pods& pods,
                                      const Inputs& inputs) {
  const auto& set = *observed.set;
  apps::ReplicaSetStatus status = set.status;
  status.replicas = static_cast<int32_t>(pods.size());
  status.fullyLabeledReplicas = status.readyReplicas = status.availableReplicas = 0;
  for (const auto& pod : pods) {
    status.fullyLabeledReplicas += has_all_labels(*pod, set.spec.template_.metadata.labels);
    status.readyReplicas += is_ready(*pod);
    status.availableReplicas += is_available(*pod, set.spec.minReadySeconds, inputs.now);
  }
  status.terminatingReplicas = static_cast<int32_t>(
      std::count_if(observed.owned.begin(), observed.owned.end(),
                    [](const auto& pod) { return is_going(pod->metadata) && !is_finished(*pod); }));
  status.observedGeneration = set.metadata.generation;
  set_failure(observed, int64_t{wanted(set)} - int64_t(pods.size()), inputs, status);
  return status;
}

// A pod that is ready now becomes available without anything being written.
void wait_for_availability(const Observed& observed, const Pods& pods, const Inputs& inputs,
                           Plan& plan) {
  int64_t now_s = to_unix_ns(inputs.now) / 1'000'000'000;
  int64_t next_s = not_ready;
  for (const auto& pod : pods) {
    int64_t at = available_at_s(*pod, observed.set->spec.minReadySeconds);
    if (at > now_s) next_s = std::min(next_s, at);
  }
  if (next_s == not_ready) return;
  auto at = wall_from_unix_ns(next_s * 1'000'000'000);
  plan.look_again = std::max<Duration>(at - inputs.now, std::chrono::milliseconds(1));
}

}  // namespace

ReplicaSetController::Observed ReplicaSetController::observe(const objects::View& view,
                                                             const ObjectName& object) {
  Observed observed;
  observed.set = view.get<apps::ReplicaSet>(object.space, object.name);
  if (!observed.set) return observed;
  const auto& metadata = observed.set->metadata;
  for (auto& pod : view.owned_by<core::Pod>(metadata.uid)) {
    if (controlled_by(pod->metadata, metadata.uid)) observed.owned.push_back(std::move(pod));
  }
  observed.unowned = view.by_index<core::Pod>("unowned", metadata.namespace_);
  if (int64_t(observed.owned.size()) <= wanted(*observed.set)) return observed;
  std::vector<Uid> siblings{metadata.uid};
  if (const auto* owner = controller_of(metadata)) {
    for (const auto& set : view.owned_by<apps::ReplicaSet>(owner->uid))
      if (set->metadata.uid != metadata.uid) siblings.push_back(set->metadata.uid);
  }
  for (const auto& uid : siblings) {
    for (const auto& pod : view.owned_by<core::Pod>(uid))
      if (is_active(*pod)) ++observed.related_on_node[pod->spec.nodeName];
  }
  return observed;
}

objects::Plan ReplicaSetController::reconcile(const Observed& seen, const Inputs& inputs) {
  Plan plan;
  if (!seen.set) return plan;
  const auto& set = *seen.set;
  Observed observed = seen;
  bool going = is_going(set.metadata);
  if (!going)
    claim(controller_reference(objects::View::kind_of<apps::ReplicaSet>(), set.metadata),
          selector_of(set.spec.selector), true, observed.owned, observed.unowned, plan);
  Pods pods = active(observed.owned);
  int64_t diff = int64_t{wanted(set)} - int64_t(pods.size());
  if (!going && diff > 0) create_pods(observed, size_t(diff), inputs, plan);
  if (!going && diff < 0) remove_pods(observed, pods, size_t(-diff), inputs, plan);
  if (const auto* refused = refused_pod(inputs.last))
    plan.reports.push_back({true, "FailedCreate", "Error creating: " + refused->status.message()});

  apps::ReplicaSet next = set;
  next.status = status_of_pods(observed, pods, inputs);
  if (!(next.status == set.status))
    plan.units.push_back(
        objects::unit_of(objects::update_status_of(std::move(next)), "tell the status"));
  wait_for_availability(observed, pods, inputs, plan);
  return plan;
}

std::vector<Watch> ReplicaSetController::watches() {
  // A pod without a controller concerns every set that may adopt it.
  return {watch<core::Pod>(
      [](const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
        const auto& kind = objects::View::kind_of<apps::ReplicaSet>();
        const auto& space = seen.metadata().namespace_;
        for (const auto& box : {seen.before, seen.after}) {
          if (!box) continue;
          const auto* owner = controller_of(box->as<core::Pod>().metadata);
          if (owner && owner->kind == kind.kind) out.push_back({&kind, space, owner->name});
        }
        if (!seen.after || controller_of(seen.metadata())) return;
        view.each(kind, space, [&](const objects::BoxPtr& box) {
          const auto& set = box->as<apps::ReplicaSet>();
          if (selector_of(set.spec.selector).matches(seen.metadata().labels))
            out.push_back({&kind, space, set.metadata.name});
          return true;
        });
      })};
}

}  // namespace shoal::controllers
