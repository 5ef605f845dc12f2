#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/request/errors.hpp"
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

std::string list_without(const core::PodSpec& spec, const core::PodSpec& old) {
  // What may change: images, the deadline, added tolerations.
  core::PodSpec allowed = spec;
  for (size_t i = 0; i < allowed.containers.size() && i < old.containers.size(); ++i)
    allowed.containers[i].image = old.containers[i].image;
  for (size_t i = 0; i < allowed.initContainers.size() && i < old.initContainers.size(); ++i)
    allowed.initContainers[i].image = old.initContainers[i].image;
  allowed.activeDeadlineSeconds = old.activeDeadlineSeconds;
  allowed.tolerations = old.tolerations;
  allowed.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds;
  // The binding subresource is the only way to a node.
  if (old.nodeName.empty()) allowed.nodeName = old.nodeName;
  return allowed == old ? "" : "spec";
}

}  // namespace

void prepare_pod(Box& object) {
  auto& pod = object.as<core::Pod>();
  pod.status = {};
  pod.status.phase = "Pending";
  pod.status.qosClass = qos_class(pod.spec);
}

void validate_pod_update(const Box& next, const Box& old, Causes& causes) {
  const auto& a = next.as<core::Pod>().spec;
  const auto& b = old.as<core::Pod>().spec;
  auto field = list_without(a, b);
  if (field.empty()) return;
  causes.push_back(field_forbidden(
      field,
      "pod updates may not change fields other than `spec.containers[*].image`,"
      "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
      "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set "
      "to 1 if it was previously negative)"));
}

// A pod that no node runs goes at once; one that has ended likewise.
int64_t pod_grace(const Box& object, int64_t asked) {
  const auto& pod = object.as<core::Pod>();
  if (pod.spec.nodeName.empty()) return 0;
  if (pod.status.phase == "Failed" || pod.status.phase == "Succeeded") return 0;
  int64_t grace = asked >= 0 ? asked
                             : pod.spec.terminationGracePeriodSeconds.value_or(default_grace_s);
  return grace < 0 ? 1 : grace;
}

}  // namespace shoal::api
