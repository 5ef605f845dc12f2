// The seeds that every change must survive. More by hand: cluster-tests/sim/sim --seeds 2000

#include <gtest/gtest.h>

#include "cluster-tests/sim/harness/run.hpp"

namespace shoal::sim {
namespace {

void survive(uint64_t seed, size_t nodes) {
  auto report = run_seed({.seed = seed, .nodes = nodes});
  uint64_t faults = 0;
  for (const auto& [kind, count] : report.faults) faults += count;
  EXPECT_GE(report.operations, operations_min);
  EXPECT_GE(faults, faults_min);
  EXPECT_GE(report.simulated, simulated_min);
  EXPECT_GT(report.elections, 0u);
  EXPECT_GT(report.watch_events, 0u);
  for (const auto& violation : report.violations)
    ADD_FAILURE() << violation.checker << ": " << violation.what
                  << "\nagain: cluster-tests/sim/sim --seeds 1 --from " << seed << " --nodes "
                  << nodes;
}

class Seeds : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Of30, Seeds, testing::Range<uint64_t>(1001, 1031));

TEST_P(Seeds, survive_their_faults) {
  survive(GetParam(), GetParam() % 3 ? 3 : 5);
}

}  // namespace
}  // namespace shoal::sim
