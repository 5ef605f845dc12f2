#include "actors/controllers/pod_facts.hpp"

namespace shoal::controllers {

const core::PodCondition* condition_of(const core::Pod& pod, std::string_view type) {
  for (const auto& condition : pod.status.conditions) {
    if (condition.type == type) return &condition;
  }
  return nullptr;
}

bool is_finished(const core::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

bool is_active(const core::Pod& pod) {
  return !is_finished(pod) && pod.metadata.deletionTimestamp.is_zero();
}

bool is_ready(const core::Pod& pod) {
  const auto* ready = condition_of(pod, "Ready");
  return ready && ready->status == "True";
}

int64_t available_at_s(const core::Pod& pod, int32_t min_ready_s) {
  const auto* ready = condition_of(pod, "Ready");
  if (!ready || ready->status != "True") return not_ready;
  if (min_ready_s == 0) return 0;
  if (ready->lastTransitionTime.is_zero()) return not_ready;
  return ready->lastTransitionTime.unix_s() + min_ready_s;
}

bool is_available(const core::Pod& pod, int32_t min_ready_s, WallTime now) {
  return available_at_s(pod, min_ready_s) <= to_unix_ns(now) / 1'000'000'000;
}

}  // namespace shoal::controllers
