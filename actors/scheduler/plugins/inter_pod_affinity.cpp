// InterPodAffinity: near some pods and away from others. It holds both ways: the anti-affinity of
// pods that are already placed refuses a new one too.

#include <algorithm>

#include "actors/scheduler/neighbours.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {
namespace {

// What a placed pod's required affinity weighs when the new pod is what it wants to be near to.
constexpr int64_t required_affinity_weight = 1;

class InterPodAffinity final : public Relation {
 public:
  InterPodAffinity(const Cluster& cluster, const PodClass& pod) : cluster_(cluster), pod_(pod) {
    for (const auto& term : pod.near) near_.emplace_back(cluster.topology(term.topology_key));
    for (const auto& term : pod.apart) apart_.emplace_back(cluster.topology(term.topology_key));
    is_its_own_neighbour_ = wants_near(pod);
    for (size_t node = 0; node < cluster.nodes().size(); ++node)
      for (const auto& [id, same] : cluster.nodes()[node]->classes) add(*same.cls, node, same.pods);
  }

  Verdict check(size_t node) const override {
    if (!is_near(node)) return Refusal{{"node(s) didn't match pod affinity rules"}, false, ""};
    for (const auto& counts : apart_)
      if (counts.at(node) > 0)
        return Refusal{{"node(s) didn't match pod anti-affinity rules"}, true, ""};
    for (const auto& [key, counts] : refused_)
      if (counts.at(node) > 0)
        return Refusal{
            {"node(s) didn't satisfy existing pods anti-affinity rules"}, true, "by " + key};
    return {};
  }

  int64_t score(size_t node) const override {
    int64_t sum = 0;
    for (const auto& [key, counts] : wishes_) sum += counts.at(node);
    return sum;
  }

  void placed(const PodClass& pod, size_t node) override { add(pod, node, 1); }

 private:
  // Only a pod that every term means counts as a neighbour.
  bool wants_near(const PodClass& other) const {
    return std::all_of(pod_.near.begin(), pod_.near.end(),
                       [&](const auto& term) { return selects(term, other, cluster_); });
  }

  bool is_near(size_t node) const {
    bool all = true, anybody = false;
    for (const auto& counts : near_) {
      if (!counts.has_place(node)) return false;
      all &= counts.at(node) > 0;
      anybody |= counts.total() > 0;
    }
    // The first of a group that wants to be together may go anywhere.
    return all || (!anybody && is_its_own_neighbour_);
  }

  void add(const PodClass& other, size_t node, int64_t amount) {
    if (!near_.empty() && wants_near(other))
      for (auto& counts : near_) counts.add(node, amount);
    for (size_t i = 0; i < apart_.size(); ++i)
      if (selects(pod_.apart[i], other, cluster_)) apart_[i].add(node, amount);
    for (const auto& term : other.apart)
      if (selects(term, pod_, cluster_))
        counts_of(refused_, term.topology_key, cluster_).add(node, amount);
    for (const auto& term : pod_.prefer)
      if (selects(term, other, cluster_)) wish(term, node, amount * term.weight);
    for (const auto& term : other.prefer)
      if (selects(term, pod_, cluster_)) wish(term, node, amount * term.weight);
    for (const auto& term : other.near)
      if (selects(term, pod_, cluster_)) wish(term, node, amount * required_affinity_weight);
  }

  void wish(const NeighbourTerm& term, size_t node, int64_t amount) {
    counts_of(wishes_, term.topology_key, cluster_).add(node, amount);
  }

  const Cluster& cluster_;
  const PodClass& pod_;
  std::vector<PlaceCounts> near_, apart_;  // of each of the pod's required terms
  CountsByKey refused_;                    // placed pods that want it away
  CountsByKey wishes_;                     // sums of weights, both ways
  bool is_its_own_neighbour_ = false;
};

}  // namespace

// Placed pods' terms may mean a pod that has none itself, so this one always has something to say.
std::unique_ptr<Relation> inter_pod_affinity(const Cluster& cluster, const PodClass& pod) {
  return std::make_unique<InterPodAffinity>(cluster, pod);
}

}  // namespace shoal::scheduler
