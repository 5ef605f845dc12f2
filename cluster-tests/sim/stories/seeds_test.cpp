// The seeds that every change must survive. More by hand: cluster-tests/sim/sim --seeds 2000

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster-tests/sim/harness/shrink.hpp"
#include "cluster-tests/sim/harness/totals.hpp"

namespace shoal::sim {
namespace {

class ManySeeds : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Of30, ManySeeds, testing::Range<uint64_t>(1001, 1031));

TEST_P(ManySeeds, survive_their_faults) {
  RunOptions options;
  options.seed = GetParam();
  auto report = run_seed(options);
  uint64_t faults = 0;
  for (const auto& [kind, count] : report.faults) faults += count;
  EXPECT_GE(report.operations, operations_min);
  EXPECT_GE(faults, faults_min);
  EXPECT_GE(report.simulated, simulated_min);
  EXPECT_GT(report.elections, 0u);
  EXPECT_GT(report.watch_events, 0u);
  for (const auto& violation : report.violations)
    ADD_FAILURE() << violation.checker << ": " << violation.what
                  << "\nagain: " << replay_command(options, "");
}

// What once failed, with the faults that were enough for it.
struct Failed {
  uint64_t seed;
  size_t nodes;
  std::optional<std::vector<size_t>> only;
};

TEST(Seeds, that_once_failed_do_not_again) {
  const Failed once[] = {{72, 0, {}},
                         {257, 0, {}},
                         {306, 0, {}},
                         {313, 5, {{11, 12, 13, 14, 15, 16}}},
                         {409, 5, {}},
                         {488, 7, {{0, 1, 8, 10, 11}}},
                         {549, 0, {}},
                         {742, 5, {{0, 1, 2, 3, 4, 5, 7, 9, 12, 14}}},
                         {984, 3, {{0, 1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 14, 15, 16}}},
                         {1476, 3, {{11, 13, 14, 15, 16}}},
                         {2104, 5, {{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12}}},
                         {2698, 5, {{9, 12}}}};
  for (const auto& [seed, nodes, only] : once) {
    RunOptions options;
    options.seed = seed;
    options.nodes = nodes;
    options.only = only;
    for (const auto& violation : run_seed(options).violations)
      ADD_FAILURE() << violation.checker << ": " << violation.what
                    << "\nagain: " << replay_command(options, "");
  }
}

TEST(Shrinking, leaves_only_the_faults_that_matter) {
  auto fails = [](const std::vector<size_t>& kept) {
    return std::count(kept.begin(), kept.end(), 3u) && std::count(kept.begin(), kept.end(), 17u);
  };
  std::vector<size_t> all(20);
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  EXPECT_EQ(shrink(all, fails), (std::vector<size_t>{3, 17}));
  EXPECT_TRUE(shrink(all, [](const auto&) { return true; }).empty());
  EXPECT_EQ(shrink(all, [](const auto&) { return false; }), all);
}

TEST(Shrinking, stops_at_its_bound) {
  size_t runs = 0;
  shrink(
      {1, 2, 3, 4, 5, 6, 7, 8}, [&](const auto&) { return ++runs, false; }, 5);
  EXPECT_EQ(runs, 5u);
}

}  // namespace
}  // namespace shoal::sim
