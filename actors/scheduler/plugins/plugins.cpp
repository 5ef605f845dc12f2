#include "actors/scheduler/plugins/plugins.hpp"

#include <array>

namespace shoal::scheduler {
namespace {

constexpr std::array filters{
    LocalFilter{"NodeUnschedulable", node_unschedulable},
    LocalFilter{"TaintToleration", taint_toleration},
    LocalFilter{"NodeAffinity", node_affinity},
    LocalFilter{"NodePorts", node_ports},
    LocalFilter{"NodeResourcesFit", node_resources_fit},
};

constexpr std::array scores{
    LocalScore{"TaintToleration", 3, Scale::down_from_max, taint_toleration_score},
    LocalScore{"NodeAffinity", 2, Scale::up_to_max, node_affinity_score},
    LocalScore{"NodeResourcesFit", 1, Scale::none, least_allocated_score},
    LocalScore{"NodeResourcesBalancedAllocation", 1, Scale::none, balanced_allocation_score},
};
static_assert(scores.size() <= local_scores_max);

constexpr std::array related{
    RelationRow{"PodTopologySpread", 2, Scale::spread, pod_topology_spread},
    RelationRow{"InterPodAffinity", 2, Scale::between, inter_pod_affinity},
};

}  // namespace

std::span<const LocalFilter> local_filters() {
  return filters;
}
std::span<const LocalScore> local_scores() {
  return scores;
}
std::span<const RelationRow> relations() {
  return related;
}

}  // namespace shoal::scheduler
