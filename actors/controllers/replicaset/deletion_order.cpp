#include "actors/controllers/replicaset/deletion_order.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

#include "actors/controllers/pod_facts.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view deletion_cost = "controller.kubernetes.io/pod-deletion-cost";

int phase_rank(const std::string& phase) {
  if (phase == "Pending") return 0;
  return phase == "Running" ? 2 : 1;
}

int32_t cost_of(const core::Pod& pod) {
  const auto* text = pod.metadata.annotations.get(deletion_cost);
  int32_t cost = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), cost);
  return cost;
}

int32_t restarts_of(const core::Pod& pod) {
  int32_t most = 0;
  for (const auto& container : pod.status.containerStatuses)
    most = std::max(most, container.restartCount);
  return most;
}

// An age to within a factor of two: exact ages would always hit the youngest, which tend to share a
// node or a zone.
int32_t age_rank(api::Time since, WallTime now) {
  if (since.is_zero()) return -1;
  int64_t age_s = to_unix_ns(now) / 1'000'000'000 - since.unix_s();
  return age_s <= 0 ? 0 : static_cast<int32_t>(std::bit_width(static_cast<uint64_t>(age_s)));
}

struct Rank {
  // Smaller goes first.
  std::tuple<bool, int, bool, int32_t, int32_t, int32_t, int32_t, int32_t, std::string> key;
  size_t index;
};

Rank rank_of(const core::Pod& pod, size_t index, const api::StringMap<int32_t>& related,
             WallTime now) {
  const auto* ready = condition_of(pod, "Ready");
  bool is = is_ready(pod);
  const auto* on_node = related.get(pod.spec.nodeName);
  return {{!pod.spec.nodeName.empty(), phase_rank(pod.status.phase), is, cost_of(pod),
           on_node ? -*on_node : 0, is ? age_rank(ready->lastTransitionTime, now) : 0,
           -restarts_of(pod), age_rank(pod.metadata.creationTimestamp, now), pod.metadata.uid},
          index};
}

}  // namespace

void sort_for_deletion(std::vector<objects::Typed<core::Pod>>& pods,
                       const api::StringMap<int32_t>& related_on_node, WallTime now) {
  std::vector<Rank> ranks;
  ranks.reserve(pods.size());
  for (size_t i = 0; i < pods.size(); ++i)
    ranks.push_back(rank_of(*pods[i], i, related_on_node, now));
  std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) { return a.key < b.key; });
  std::vector<objects::Typed<core::Pod>> sorted;
  sorted.reserve(pods.size());
  for (const auto& rank : ranks) sorted.push_back(std::move(pods[rank.index]));
  pods = std::move(sorted);
}

}  // namespace shoal::controllers
