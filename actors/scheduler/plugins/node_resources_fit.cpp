// A pod's requests must fit into what the node's pods leave of its allocatable resources.

#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {
namespace {

struct Fit {
  Refusal refusal;
  void ask(std::string_view name, int64_t wanted, int64_t used, int64_t allocatable) {
    // Asking for nothing fits on a full node too.
    if (wanted <= 0 || wanted <= allocatable - used) return;
    refusal.reasons.push_back("Insufficient " + std::string(name));
    if (wanted > allocatable) refusal.resolvable = false;
    if (!refusal.detail.empty()) refusal.detail += "; ";
    refusal.detail += std::string(name) + ": wants " + std::to_string(wanted) + ", " +
                      std::to_string(used) + " of " + std::to_string(allocatable) + " in use";
  }
};

int64_t or_zero(const int64_t* amount) {
  return amount ? *amount : 0;
}

int64_t free_share(int64_t wanted, int64_t allocatable) {
  if (allocatable <= 0 || wanted > allocatable) return 0;
  return (allocatable - wanted) * score_max / allocatable;
}

}  // namespace

Verdict node_resources_fit(const PodClass& pod, const NodeState& node) {
  Fit fit;
  if (node.pods + 1 > node.pods_max) fit.refusal.reasons.push_back("Too many pods");
  const auto& wanted = pod.requests;
  const auto& used = node.used;
  const auto& all = node.allocatable;
  fit.ask("cpu", wanted.cpu_milli, used.cpu_milli, all.cpu_milli);
  fit.ask("memory", wanted.memory_bytes, used.memory_bytes, all.memory_bytes);
  fit.ask("ephemeral-storage", wanted.ephemeral_bytes, used.ephemeral_bytes, all.ephemeral_bytes);
  for (const auto& [name, amount] : wanted.others)
    fit.ask(name, amount, or_zero(used.others.get(name)), or_zero(all.others.get(name)));
  if (fit.refusal.reasons.empty()) return {};
  return std::move(fit.refusal);
}

// LeastAllocated: the emptier the node would be, the better; cpu and memory count the same.
int64_t least_allocated_score(const PodClass& pod, const NodeState& node) {
  int64_t cpu =
      free_share(node.assumed.cpu_milli + pod.assumed.cpu_milli, node.allocatable.cpu_milli);
  int64_t memory = free_share(node.assumed.memory_bytes + pod.assumed.memory_bytes,
                              node.allocatable.memory_bytes);
  int64_t known = (node.allocatable.cpu_milli > 0) + (node.allocatable.memory_bytes > 0);
  return known ? (cpu + memory) / known : 0;
}

}  // namespace shoal::scheduler
