#include "actors/scheduler/neighbours.hpp"

#include <algorithm>

namespace shoal::scheduler {
namespace {

bool means_space(const NeighbourTerm& term, const std::string& space, const Cluster& cluster) {
  if (term.all_spaces) return true;
  if (std::find(term.spaces.begin(), term.spaces.end(), space) != term.spaces.end()) return true;
  if (!term.by_space_labels) return false;
  const auto* labels = cluster.namespace_labels(space);
  return labels && term.space_labels.matches(*labels);
}

}  // namespace

bool selects(const NeighbourTerm& term, const PodClass& other, const Cluster& cluster) {
  return means_space(term, other.space, cluster) && term.pods.matches(other.labels);
}

}  // namespace shoal::scheduler
