// The part of PodActor that says what happened, for people: Events in the kubelet's words.

#include <fmt/format.h>

#include <algorithm>

#include "node/agent/pod_actor.hpp"

namespace shoal::agent {

std::string PodActor::field_of(const core::Pod& pod, const std::string& container) {
  const auto& inits = pod.spec.initContainers;
  bool init = std::any_of(inits.begin(), inits.end(),
                          [&](const auto& each) { return each.name == container; });
  return (init ? "spec.initContainers{" : "spec.containers{") + container + "}";
}

void PodActor::tell(bool warning, const char* reason, std::string message, std::string field) {
  if (setup().tell)
    setup().tell(name_->space, name_->name, name_->uid,
                 {warning, reason, std::move(message), std::move(field)});
}

void PodActor::tell_state(const char* reason, const std::string& message,
                          const std::string& field) {
  auto& [words, at] = told_[reason + field];
  if (words == message && context().now() - at < tell_gap) return;
  words = message;
  at = context().now();
  tell(true, reason, message, field);
}

void PodActor::tell_troubles(const core::Pod& pod, const core::PodStatus& status) {
  if (!volumes_error_.empty()) tell_state("FailedMount", volumes_error_);
  for (const auto& [container, why] : config_errors_)
    if (!why.empty()) tell_state("Failed", "Error: " + why, field_of(pod, container));
  for (const auto* list : {&status.initContainerStatuses, &status.containerStatuses})
    for (const auto& each : *list)
      if (each.state.waiting && each.state.waiting->reason == "CrashLoopBackOff")
        tell_state("BackOff",
                   fmt::format("Back-off restarting failed container {} in pod {}_{}({})",
                               each.name, name_->name, name_->space, name_->uid),
                   field_of(pod, each.name));
}

}  // namespace shoal::agent
