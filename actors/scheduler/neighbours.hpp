#pragma once
// Which pods a term of (anti-)affinity means, and counts of them by place. Pure.

#include <map>
#include <string>
#include <vector>

#include "actors/scheduler/cluster.hpp"

namespace shoal::scheduler {

bool selects(const NeighbourTerm& term, const PodClass& other, const Cluster& cluster);

// A number for each place of one topology.
class PlaceCounts {
 public:
  explicit PlaceCounts(const Topology& topology)
      : topology_(&topology), counts_(static_cast<size_t>(topology.domains)) {}
  bool has_place(size_t node) const { return topology_->domain_of[node] >= 0; }
  int32_t place(size_t node) const { return topology_->domain_of[node]; }
  // Zero for a node without the label.
  int64_t at(size_t node) const {
    return has_place(node) ? counts_[static_cast<size_t>(topology_->domain_of[node])] : 0;
  }
  void add(size_t node, int64_t amount) {
    if (!has_place(node)) return;
    counts_[static_cast<size_t>(topology_->domain_of[node])] += amount;
    total_ += amount;
  }
  int64_t total() const { return total_; }
  const std::vector<int64_t>& counts() const { return counts_; }

 private:
  const Topology* topology_;
  std::vector<int64_t> counts_;
  int64_t total_ = 0;
};

// One PlaceCounts for each topology key that occurs.
using CountsByKey = std::map<std::string, PlaceCounts>;
inline PlaceCounts& counts_of(CountsByKey& counts, const std::string& key, const Cluster& cluster) {
  return counts.try_emplace(key, cluster.topology(key)).first->second;
}

}  // namespace shoal::scheduler
