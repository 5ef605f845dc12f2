#pragma once
// What a pod says about nodes, held against one node: selectors, affinity terms, taints. Pure.

#include <string>
#include <vector>

#include "actors/scheduler/pod_class.hpp"

namespace shoal::scheduler {

// A term without demands matches nothing. Fields: metadata.name.
bool matches_term(const core::NodeSelectorTerm& term, const NodeName& node, const Labels& labels);

// nodeSelector and required node affinity together.
bool allows_node(const PodClass& pod, const NodeName& node, const Labels& labels);

bool tolerates(const std::vector<core::Toleration>& tolerations, const core::Taint& taint);
// The first taint that keeps the pod away (NoSchedule, NoExecute); null: none does.
const core::Taint* untolerated_taint(const PodClass& pod, const std::vector<core::Taint>& taints);

// Two pods cannot have the same port of one address.
bool ports_collide(const HostPort& a, const HostPort& b);

}  // namespace shoal::scheduler
