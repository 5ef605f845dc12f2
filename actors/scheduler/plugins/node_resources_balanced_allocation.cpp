// A node whose cpu and memory would be used in the same proportion leaves room that is of use.

#include <algorithm>
#include <cstdlib>

#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {
namespace {

constexpr int64_t whole = 10'000;  // a proportion's unit, so that no rounding of doubles decides

int64_t proportion(int64_t used, int64_t allocatable) {
  return static_cast<int64_t>(static_cast<__int128>(used) * whole / allocatable);
}

}  // namespace

int64_t balanced_allocation_score(const PodClass& pod, const NodeState& node) {
  const auto& all = node.allocatable;
  if (all.cpu_milli <= 0 || all.memory_bytes <= 0) return 0;
  int64_t cpu = proportion(node.used.cpu_milli + pod.requests.cpu_milli, all.cpu_milli);
  int64_t memory = proportion(node.used.memory_bytes + pod.requests.memory_bytes, all.memory_bytes);
  // Of two numbers the standard deviation is half their distance.
  int64_t apart = std::abs(std::min(cpu, whole) - std::min(memory, whole)) / 2;
  return (whole - apart) * score_max / whole;
}

}  // namespace shoal::scheduler
