// A seed replays the cluster: whatever depends on memory addresses, threads, the real clock or the
// order of an unordered container shows as another trace.

#include <gtest/gtest.h>

#include "cluster-tests/sim/harness/run.hpp"

namespace shoal::sim {
namespace {

TEST(Simulator, the_same_seed_twice_is_the_same_run) {
  auto first = run_seed({.seed = 7});
  auto other = run_seed({.seed = 8});
  auto again = run_seed({.seed = 7});
  EXPECT_EQ(first.trace_hash, again.trace_hash);
  EXPECT_EQ(first.operations, again.operations);
  EXPECT_EQ(first.simulated, again.simulated);
  EXPECT_NE(first.trace_hash, other.trace_hash);
}

TEST(Simulator, a_plan_of_faults_is_a_function_of_its_seed) {
  std::string one, same, another;
  for (const auto& fault : plan_faults(Random(3), {})) one += print(fault) + "\n";
  for (const auto& fault : plan_faults(Random(3), {})) same += print(fault) + "\n";
  for (const auto& fault : plan_faults(Random(4), {})) another += print(fault) + "\n";
  EXPECT_EQ(one, same);
  EXPECT_NE(one, another);
}

}  // namespace
}  // namespace shoal::sim
