#pragma once
// One seed: a cluster under clients, watches and faults for a minute or more, then quiet in which
// everything must converge. The report is equal for equal options.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cluster-tests/sim/harness/faults.hpp"

namespace shoal::sim {

inline constexpr Duration simulated_min = 60s;
inline constexpr size_t operations_min = 1000;
inline constexpr size_t faults_min = 10;

struct RunOptions {
  uint64_t seed = 1;
  size_t nodes = 0;  // 0: 3, 5 or 7, by the seed
  size_t faults = 20;
  bool stop_at_first = false;               // violation
  std::optional<std::vector<size_t>> only;  // these of the plan, by number: to find what matters
};

struct Report {
  uint64_t seed = 0;
  size_t nodes = 0;
  size_t operations = 0;  // answered
  size_t unanswered = 0;
  size_t retries = 0;
  std::map<std::string, uint64_t> faults;
  size_t elections = 0;
  size_t reconfigurations = 0;
  uint64_t deaths = 0;
  uint64_t watch_events = 0;
  uint64_t snapshots = 0;  // installed
  Duration simulated{0};
  uint64_t trace_hash = 0;
  std::vector<std::string> plan;
  std::vector<Violation> violations;
};

size_t nodes_of(const RunOptions& options);
Report run_seed(const RunOptions& options);
// How fast a cluster without clients and faults passes its time.
double idle_seconds_per_s(size_t nodes, Duration lasting);

}  // namespace shoal::sim
