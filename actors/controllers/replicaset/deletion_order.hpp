#pragma once
// Which pods a set gives up first, in Kubernetes' order. Pure.

#include <vector>

#include "actors/objects/view.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/values/string_map.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::controllers {

// Sorted so that the first are given up first: without a node before those with one; pending,
// unknown, running; not ready before ready; cheap before dear (annotation
// controller.kubernetes.io/pod-deletion-cost); on nodes with more related pods; ready for a shorter
// time, by powers of two; with more restarts; younger, by powers of two; then by uid.
void sort_for_deletion(std::vector<objects::Typed<core::Pod>>& pods,
                       const api::StringMap<int32_t>& related_on_node, WallTime now);

}  // namespace shoal::controllers
