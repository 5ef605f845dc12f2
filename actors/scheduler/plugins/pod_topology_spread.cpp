// PodTopologySpread: a pod's like are kept even over places. Required constraints refuse a place
// that would be too far above the emptiest; the others, and the soft ones that every controller's
// pods have, count against a place what is there already.

#include <algorithm>
#include <cmath>

#include "actors/scheduler/match.hpp"
#include "actors/scheduler/neighbours.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {
namespace {

// One constraint and what it counts.
struct Spread {
  const SpreadTerm* term;
  PlaceCounts counts;
  std::vector<char> node_counts;   // by node: whether its pods count
  std::vector<char> place_counts;  // by place: whether one of its nodes does
  int64_t places = 0;
  int64_t fewest = 0;
  double weight = 1;  // more places, more differences between them that matter
  bool counts_itself = false;

  Spread(const SpreadTerm& t, const Topology& topology)
      : term(&t), counts(topology), place_counts(static_cast<size_t>(topology.domains)) {}

  void find_fewest() {
    bool any = false;
    for (size_t place = 0; place < place_counts.size(); ++place) {
      if (!place_counts[place]) continue;
      fewest = any ? std::min(fewest, counts.counts()[place]) : counts.counts()[place];
      any = true;
    }
    if (!any || places < term->domains_min) fewest = 0;
  }
};

bool is_counted(const SpreadTerm& term, const PodClass& pod, const PodClass& other) {
  if (other.space != pod.space) return false;
  return term.by_owner ? other.owner == pod.owner : term.pods.matches(other.labels);
}

class PodTopologySpread final : public Relation {
 public:
  PodTopologySpread(const Cluster& cluster, const PodClass& pod) : pod_(pod) {
    for (const auto& term : pod.spread) {
      auto& spread = spreads_.emplace_back(term, cluster.topology(term.topology_key));
      spread.counts_itself = is_counted(term, pod, pod);
      all_keys_ |= !term.by_owner;
    }
    for (auto& spread : spreads_) choose_nodes(cluster, spread);
    for (size_t node = 0; node < cluster.nodes().size(); ++node)
      for (const auto& [id, same] : cluster.nodes()[node]->classes)
        add(*same.cls, node, same.pods - same.leaving);
    for (auto& spread : spreads_) spread.find_fewest();
  }

  Verdict check(size_t node) const override {
    for (const auto& spread : spreads_) {
      if (!spread.term->required) continue;
      if (!spread.counts.has_place(node))
        return Refusal{
            {"node(s) didn't match pod topology spread constraints (missing required label)"},
            false,
            "label " + spread.term->topology_key};
      int64_t after = spread.counts.at(node) + spread.counts_itself;
      if (after - spread.fewest > spread.term->max_skew)
        return Refusal{{"node(s) didn't match pod topology spread constraints"},
                       true,
                       spread.term->topology_key + ": " + std::to_string(spread.counts.at(node)) +
                           " here, " + std::to_string(spread.fewest) + " at the fewest"};
    }
    return {};
  }

  int64_t score(size_t node) const override {
    double sum = 0;
    for (const auto& spread : spreads_) {
      if (spread.term->required) continue;
      if (spread.counts.has_place(node))
        sum += static_cast<double>(spread.counts.at(node)) * spread.weight +
               static_cast<double>(spread.term->max_skew - 1);
      else if (all_keys_)
        return -1;  // nothing to say for it: last
    }
    return std::llround(sum);
  }

  void placed(const PodClass& pod, size_t node) override {
    add(pod, node, 1);
    for (auto& spread : spreads_)
      if (spread.term->required) spread.find_fewest();
  }

 private:
  void choose_nodes(const Cluster& cluster, Spread& spread) {
    for (size_t at = 0; at < cluster.nodes().size(); ++at) {
      const auto& node = *cluster.nodes()[at];
      bool counts = spread.counts.has_place(at);
      for (const auto& other : spreads_)
        counts &= !other.term->required || !spread.term->required || other.counts.has_place(at);
      if (spread.term->within_affinity) counts &= allows_node(pod_, node.name, node.labels);
      if (spread.term->within_taints) counts &= !untolerated_taint(pod_, node.taints);
      spread.node_counts.push_back(counts);
      if (!counts) continue;
      auto& place = spread.place_counts[static_cast<size_t>(spread.counts.place(at))];
      spread.places += !place;
      place = true;
    }
    spread.weight = std::log(static_cast<double>(spread.places + 2));
  }

  void add(const PodClass& other, size_t node, int64_t amount) {
    for (auto& spread : spreads_)
      if (spread.node_counts[node] && is_counted(*spread.term, pod_, other))
        spread.counts.add(node, amount);
  }

  const PodClass& pod_;
  std::vector<Spread> spreads_;
  bool all_keys_ = false;
};

}  // namespace

std::unique_ptr<Relation> pod_topology_spread(const Cluster& cluster, const PodClass& pod) {
  if (pod.spread.empty()) return nullptr;
  return std::make_unique<PodTopologySpread>(cluster, pod);
}

}  // namespace shoal::scheduler
