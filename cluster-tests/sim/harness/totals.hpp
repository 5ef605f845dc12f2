#pragma once
// Totals: what the seeds of one command came to, printed as text or as one JSON object.

#include <map>
#include <string>
#include <vector>

#include "cluster-tests/sim/harness/run.hpp"

namespace shoal::sim {

struct Totals {
  uint64_t seeds = 0;
  uint64_t operations = 0;
  uint64_t unanswered = 0;
  uint64_t retries = 0;
  uint64_t elections = 0;
  uint64_t reconfigurations = 0;
  uint64_t deaths = 0;
  uint64_t watch_events = 0;
  uint64_t snapshots = 0;
  uint64_t violations = 0;
  double simulated = 0;  // seconds
  double real = 0;       // seconds
  std::map<std::string, uint64_t> faults;
  std::vector<uint64_t> failing;
  void add(const Report& report);
};

std::string to_json(const Totals& totals);
std::string to_text(const Totals& totals);
// How this seed is run again, alone.
std::string replay_command(const RunOptions& options, const std::string& planted);

}  // namespace shoal::sim
