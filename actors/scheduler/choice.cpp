#include "actors/scheduler/choice.hpp"

#include <algorithm>

#include "schema/vocab/random.hpp"

namespace shoal::scheduler {
namespace {

// What a raw score becomes, given the smallest and the largest among the nodes that are left.
int64_t scaled(Scale scale, int64_t raw, int64_t least, int64_t most) {
  switch (scale) {
    case Scale::none:
      return raw;
    case Scale::up_to_max:
      return most ? raw * score_max / most : 0;
    case Scale::down_from_max:
      return most ? score_max - raw * score_max / most : score_max;
    case Scale::between:
      return most > least ? (raw - least) * score_max / (most - least) : 0;
    case Scale::spread:
      if (raw < 0) return 0;
      return most ? (most + least - raw) * score_max / most : score_max;
  }
  return 0;
}

}  // namespace

Choice::Choice(const Cluster& cluster, ClassPtr pod)
    : cluster_(cluster), pod_(std::move(pod)), known_(cluster.nodes().size()) {
  for (const auto& row : relations())
    if (auto relation = row.prepare(cluster, *pod_))
      relations_.push_back({&row, std::move(relation)});
}

const Choice::Known& Choice::local(size_t at) {
  const auto& node = *cluster_.nodes()[at];
  auto& known = known_[at];
  if (known.generation == node.generation) return known;
  known.generation = node.generation;
  known.verdict.reset();
  for (const auto& filter : local_filters())
    if ((known.verdict = filter.check(*pod_, node))) return known;
  for (size_t i = 0; i < local_scores().size(); ++i)
    known.scores[i] = local_scores()[i].score(*pod_, node);
  return known;
}

Verdict Choice::check(size_t node) {
  if (const auto& known = local(node); known.verdict) return known.verdict;
  for (const auto& [row, relation] : relations_)
    if (auto verdict = relation->check(node)) return verdict;
  return {};
}

const std::vector<uint32_t>& Choice::feasible(size_t start, size_t enough, size_t& looked_at) {
  feasible_.clear();
  const size_t nodes = cluster_.nodes().size();
  for (looked_at = 0; looked_at < nodes && feasible_.size() < enough; ++looked_at) {
    size_t node = (start + looked_at) % nodes;
    if (!check(node)) feasible_.push_back(static_cast<uint32_t>(node));
  }
  return feasible_;
}

template <class Raw>
void Choice::add_scores(int64_t weight, Scale scale, Raw raw) {
  int64_t least = INT64_MAX, most = 0;
  if (scale == Scale::between) most = INT64_MIN;
  for (size_t i = 0; i < feasible_.size(); ++i) {
    raw_[i] = raw(feasible_[i]);
    if (scale == Scale::spread && raw_[i] < 0) continue;
    least = std::min(least, raw_[i]);
    most = std::max(most, raw_[i]);
  }
  for (size_t i = 0; i < feasible_.size(); ++i)
    totals_[i] += weight * scaled(scale, raw_[i], least, most);
}

size_t Choice::best(uint64_t seed) {
  raw_.assign(feasible_.size(), 0);
  totals_.assign(feasible_.size(), 0);
  for (size_t i = 0; i < local_scores().size(); ++i)
    add_scores(local_scores()[i].weight, local_scores()[i].scale,
               [&](uint32_t node) { return known_[node].scores[i]; });
  for (const auto& [row, relation] : relations_)
    add_scores(row->weight, row->scale, [&](uint32_t node) { return relation->score(node); });
  const int64_t highest = *std::max_element(totals_.begin(), totals_.end());
  auto ties = static_cast<uint64_t>(std::count(totals_.begin(), totals_.end(), highest));
  uint64_t skip = Random(seed).below(ties);
  for (size_t i = 0; i < totals_.size(); ++i)
    if (totals_[i] == highest && skip-- == 0) return feasible_[i];
  return feasible_.front();
}

void Choice::placed(const PodClass& pod, size_t node) {
  for (auto& [row, relation] : relations_) relation->placed(pod, node);
}

std::vector<RefusedNode> Choice::refusals() {
  std::vector<RefusedNode> out;
  for (size_t node = 0; node < cluster_.nodes().size(); ++node) {
    auto verdict = check(node);
    if (!verdict) continue;
    out.push_back(
        {{cluster_.nodes()[node]->name, std::move(verdict->reasons), std::move(verdict->detail)},
         verdict->resolvable});
  }
  return out;
}

}  // namespace shoal::scheduler
