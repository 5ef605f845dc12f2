#pragma once
// One seed: a cluster under clients, watches and faults for a minute or more, then quiet in which
// everything must converge. The report is equal for equal options.

#include <map>
#include <string>
#include <vector>

#include "cluster-tests/sim/harness/faults.hpp"

namespace shoal::sim {

inline constexpr Duration simulated_min = 60s;
inline constexpr size_t operations_min = 1000;
inline constexpr size_t faults_min = 10;

struct RunOptions {
  uint64_t seed = 1;
  size_t nodes = 3;
  size_t faults = 16;
  size_t keep_faults = SIZE_MAX;  // only the first of the plan: to find the one that matters
};

struct Report {
  uint64_t seed = 0;
  size_t operations = 0;  // answered
  size_t unanswered = 0;
  std::map<std::string, uint64_t> faults;
  size_t elections = 0;
  uint64_t deaths = 0;
  uint64_t watch_events = 0;
  uint64_t snapshots = 0;  // installed
  Duration simulated{0};
  uint64_t trace_hash = 0;
  std::vector<std::string> plan;
  std::vector<Violation> violations;
};

Report run_seed(const RunOptions& options);

}  // namespace shoal::sim
