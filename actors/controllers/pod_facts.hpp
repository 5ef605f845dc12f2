#pragma once
// What controllers ask of a pod. Pure; in Kubernetes' words.

#include "schema/kinds/pod.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::controllers {

// Null when the pod has none of this type.
const core::PodCondition* condition_of(const core::Pod& pod, std::string_view type);

bool is_finished(const core::Pod& pod);  // Succeeded or Failed
// Neither finished nor asked to go: it counts as a replica.
bool is_active(const core::Pod& pod);
bool is_ready(const core::Pod& pod);
// Ready for min_ready_s seconds.
bool is_available(const core::Pod& pod, int32_t min_ready_s, WallTime now);
// When a ready pod becomes available; not_ready when it is not ready.
inline constexpr int64_t not_ready = INT64_MAX;
int64_t available_at_s(const core::Pod& pod, int32_t min_ready_s);

}  // namespace shoal::controllers
