#include "actors/apiserver/registry/kind_rules.hpp"
#include "schema/kinds/container.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::api {
namespace {

constexpr int64_t default_grace_s = 30;

bool has_any(const api::StringMap<api::Quantity>& amounts) {
  return amounts.contains("cpu") || amounts.contains("memory");
}

// Guaranteed: every container limits cpu and memory, and requests what it limits.
bool is_guaranteed(const core::Container& container) {
  const auto& limits = container.resources.limits;
  const auto& requests = container.resources.requests;
  for (const char* name : {"cpu", "memory"}) {
    const auto* limit = limits.get(name);
    if (!limit) return false;
    const auto* request = requests.get(name);
    if (request && !(*request == *limit)) return false;
  }
  return true;
}

std::string qos_class(const core::PodSpec& spec) {
  bool any = false, guaranteed = true;
  for (const auto* containers : {&spec.initContainers, &spec.containers}) {
    for (const auto& container : *containers) {
      any |= has_any(container.resources.limits) || has_any(container.resources.requests);
      guaranteed &= is_guaranteed(container);
    }
  }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

}  // namespace

void prepare_pod(Box& object) {
  auto& pod = object.as<core::Pod>();
  pod.status = {};
  pod.status.phase = "Pending";
  pod.status.qosClass = qos_class(pod.spec);
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
