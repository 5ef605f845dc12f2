#include "actors/scheduler/schedule.hpp"

#include <algorithm>

#include "actors/scheduler/choice.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::scheduler {
namespace {

constexpr size_t nodes_found_min = 100;
constexpr size_t share_max_percent = 50;
constexpr size_t share_min_percent = 5;
constexpr size_t nodes_per_percent = 125;

// Choices of a batch that are kept at a time: pods that are all different are told of each other
// through the cluster instead.
constexpr size_t choices_max = 64;

class Round {
 public:
  Round(Cluster& cluster, const Inputs& inputs)
      : cluster_(cluster), inputs_(inputs), random_(inputs.seed) {}

  Decision decide(const PendingPod& pod) {
    auto& kept = choice_for(pod);
    if (kept.diagnosis && kept.never_preempts == pod.never_preempts) return {{}, kept.diagnosis};
    const size_t nodes = cluster_.nodes().size();
    size_t looked_at = 0;
    const auto& feasible =
        kept.choice->feasible(cluster_.next_start, nodes_to_find(nodes), looked_at);
    if (nodes) cluster_.next_start = (cluster_.next_start + looked_at) % nodes;
    if (feasible.empty()) return refuse(pod, kept);
    const size_t node = kept.choice->best(random_.next());
    const auto& name = cluster_.nodes()[node]->name;
    cluster_.assume(pod_key(pod.space, pod.name), pod.cls, name);
    for (auto& [id, other] : kept_) {
      other.choice->placed(*pod.cls, node);
      if (other.minds_neighbours) other.diagnosis.reset();
    }
    return {name, nullptr};
  }

 private:
  struct Kept {
    std::unique_ptr<Choice> choice;
    bool minds_neighbours = false;
    // While only room is taken, what failed once fails again.
    std::shared_ptr<const Diagnosis> diagnosis;
    bool never_preempts = false;
  };

  Kept& choice_for(const PendingPod& pod) {
    if (kept_.size() >= choices_max && !kept_.contains(pod.cls->id)) kept_.clear();
    auto& kept = kept_[pod.cls->id];
    if (!kept.choice) {
      kept.choice = std::make_unique<Choice>(cluster_, pod.cls);
      kept.minds_neighbours = pod.cls->minds_neighbours();
    }
    return kept;
  }

  Decision refuse(const PendingPod& pod, Kept& kept) {
    auto refused = kept.choice->refusals();
    auto diagnosis = std::make_shared<Diagnosis>();
    diagnosis->message = fit_error(refused, pod.never_preempts);
    for (auto& node : refused) {
      if (diagnosis->nodes.size() == inputs_.explained_nodes_max) break;
      diagnosis->nodes.push_back(std::move(node.reasons));
    }
    kept.diagnosis = diagnosis;
    kept.never_preempts = pod.never_preempts;
    return {{}, std::move(diagnosis)};
  }

  Cluster& cluster_;
  const Inputs& inputs_;
  Random random_;
  std::map<uint64_t, Kept> kept_;  // by PodClass::id
};

}  // namespace

size_t nodes_to_find(size_t nodes) {
  if (nodes <= nodes_found_min) return nodes;
  size_t less = nodes / nodes_per_percent;
  size_t percent =
      less >= share_max_percent - share_min_percent ? share_min_percent : share_max_percent - less;
  return std::max(nodes_found_min, nodes * percent / 100);
}

std::vector<Decision> schedule(Cluster& cluster, const std::vector<PendingPod>& batch,
                               const Inputs& inputs) {
  Round round(cluster, inputs);
  std::vector<Decision> decisions;
  decisions.reserve(batch.size());
  for (const auto& pod : batch) decisions.push_back(round.decide(pod));
  return decisions;
}

}  // namespace shoal::scheduler
