#pragma once
// Every filter and score there is, each in the file of its name. Pure.

#include "actors/scheduler/plugins/plugin.hpp"

namespace shoal::scheduler {

Verdict node_unschedulable(const PodClass& pod, const NodeState& node);
Verdict taint_toleration(const PodClass& pod, const NodeState& node);
int64_t taint_toleration_score(const PodClass& pod, const NodeState& node);
Verdict node_affinity(const PodClass& pod, const NodeState& node);
int64_t node_affinity_score(const PodClass& pod, const NodeState& node);
Verdict node_ports(const PodClass& pod, const NodeState& node);
Verdict node_resources_fit(const PodClass& pod, const NodeState& node);
int64_t least_allocated_score(const PodClass& pod, const NodeState& node);
int64_t balanced_allocation_score(const PodClass& pod, const NodeState& node);
std::unique_ptr<Relation> pod_topology_spread(const Cluster& cluster, const PodClass& pod);
std::unique_ptr<Relation> inter_pod_affinity(const Cluster& cluster, const PodClass& pod);

}  // namespace shoal::scheduler
