#include "actors/apiserver/registry/kind_rules.hpp"
#include "schema/kinds/container.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::api {
namespace {

constexpr int64_t default_grace_s = 30;

bool has_any(const api::StringMap<api::Quantity>& amounts) {
  return amounts.contains("cpu") || amounts.contains("memory");
}

// Guaranteed: every container, or the pod as a whole, limits cpu and memory, and requests what it
// limits.
bool is_guaranteed(const core::ResourceRequirements& resources) {
  const auto& limits = resources.limits;
  const auto& requests = resources.requests;
  for (const char* name : {"cpu", "memory"}) {
    const auto* limit = limits.get(name);
    if (!limit) return false;
    const auto* request = requests.get(name);
    if (request && !(*request == *limit)) return false;
  }
  return true;
}

// What is asked for the pod as a whole counts before what its containers ask.
std::string qos_of_pod(const core::ResourceRequirements& resources) {
  if (!has_any(resources.limits) && !has_any(resources.requests)) return "BestEffort";
  return is_guaranteed(resources) ? "Guaranteed" : "Burstable";
}

std::string qos_class(const core::PodSpec& spec) {
  if (spec.resources) return qos_of_pod(*spec.resources);
  bool any = false, guaranteed = true;
  for (const auto* containers : {&spec.initContainers, &spec.containers}) {
    for (const auto& container : *containers) {
      any |= has_any(container.resources.limits) || has_any(container.resources.requests);
      guaranteed &= is_guaranteed(container.resources);
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

void hold_back(core::Pod& pod) {
  auto& condition = pod.status.conditions.emplace_back();
  condition.type = "PodScheduled";
  condition.status = "False";
  condition.reason = "SchedulingGated";
  condition.message = "Scheduling is blocked due to non-empty scheduling gates";
  condition.lastTransitionTime = pod.metadata.creationTimestamp;
}

}  // namespace

void prepare_pod(Box& object) {
  auto& pod = object.as<core::Pod>();
  pod.status = {};
  pod.status.phase = "Pending";
  pod.status.qosClass = qos_class(pod.spec);
  if (!pod.spec.schedulingGates.empty()) hold_back(pod);
}

// A pod that no node runs goes at once; one that has ended likewise.
int64_t pod_grace(const Box& object, int64_t asked) {
  const auto& pod = object.as<core::Pod>();
  if (pod.spec.nodeName.empty()) return 0;
  if (pod.status.phase == "Failed" || pod.status.phase == "Succeeded") return 0;
  int64_t grace =
      asked >= 0 ? asked : pod.spec.terminationGracePeriodSeconds.value_or(default_grace_s);
  return grace < 0 ? 1 : grace;
}

}  // namespace shoal::api
