#pragma once
// Trials: one thing goes wrong in a cluster that is well, and it must go on serving. What the
// faults before cannot tell, because several of them may have stopped it together. One thread.

#include "cluster-tests/sim/harness/workload.hpp"

namespace shoal::sim {

enum class Trial : uint8_t {
  hung_disk,              // of the leader
  broken_link,            // between the leader and another: nobody is deposed
  everybody_reaches_one,  // and the leader is another
  chain,                  // a line of nodes
};
inline constexpr size_t trials = 4;
inline constexpr Duration trial_lasts = 6s;
inline constexpr Duration outage_max = 2500ms;

// Adds `keeps_serving` when the longest time without an acknowledged write was above outage_max, or
// a healthy leader was deposed.
void undergo(Trial trial, SimCluster& cluster, Workload& workload);

}  // namespace shoal::sim
