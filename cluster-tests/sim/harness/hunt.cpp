#include "cluster-tests/sim/harness/hunt.hpp"

#include <cstdio>

#include "cluster-tests/sim/harness/totals.hpp"
#include "storage/planted/planted.hpp"

namespace shoal::sim {

#ifdef SHOAL_PLANTED_BUGS

namespace {

struct Found {
  std::string name;
  uint64_t seeds = 0;  // 0: not found
};

Found hunt_one(const planted::Named& bug, const HuntOptions& options) {
  planted::active = bug.bug;
  Found found{std::string(bug.name)};
  for (uint64_t i = 0; i < options.seeds_max && !found.seeds; ++i) {
    auto run = options.run;
    run.seed = options.from + i;
    auto report = run_seed(run);
    if (report.violations.empty()) continue;
    found.seeds = i + 1;
    std::fprintf(options.json ? stderr : stdout,
                 "%s: found after %lu seeds by %s: %s\n  again: %s\n", found.name.c_str(),
                 found.seeds, report.violations.front().checker.c_str(),
                 report.violations.front().what.c_str(), replay_command(run, found.name).c_str());
    std::fflush(stdout);
  }
  if (!found.seeds)
    std::fprintf(options.json ? stderr : stdout, "%s: NOT found in %lu seeds\n", found.name.c_str(),
                 options.seeds_max);
  planted::active = planted::Bug::none;
  return found;
}

void print(const std::vector<Found>& all, const Totals& clean, bool json) {
  if (!json) {
    std::printf("the same %lu seeds with none planted: %lu violations\n", clean.seeds,
                clean.violations);
    return;
  }
  std::string planted, missed;
  for (const auto& one : all) {
    auto quoted = (planted.empty() ? "\"" : ",\"") + one.name + "\":";
    planted += quoted + (one.seeds ? std::to_string(one.seeds) : "null");
    if (!one.seeds) missed += (missed.empty() ? "\"" : ",\"") + one.name + "\"";
  }
  std::printf("{\"planted\":{%s},\"missed\":[%s],\"clean_seeds\":%lu,\"violations\":%lu}\n",
              planted.c_str(), missed.c_str(), clean.seeds, clean.violations);
}

}  // namespace

int hunt(const HuntOptions& options) {
  std::vector<Found> all;
  uint64_t most = 0;
  bool missed = false;
  for (const auto& bug : planted::all) {
    if (options.name != "all" && options.name != bug.name) continue;
    all.push_back(hunt_one(bug, options));
    most = std::max(most, all.back().seeds);
    missed |= all.back().seeds == 0;
  }
  if (all.empty()) {
    std::fprintf(stderr, "there is no planted bug %s; there are:\n", options.name.c_str());
    for (const auto& bug : planted::all) std::fprintf(stderr, "  %s\n", bug.name.data());
    return 2;
  }
  Totals clean;
  for (uint64_t i = 0; i < most; ++i) {
    auto run = options.run;
    run.seed = options.from + i;
    clean.add(run_seed(run));
  }
  print(all, clean, options.json);
  return missed || clean.violations ? 1 : 0;
}

bool plant(const std::string& name) {
  for (const auto& bug : planted::all)
    if (bug.name == name) return planted::active = bug.bug, true;
  return false;
}

std::string planted_now() {
  for (const auto& bug : planted::all)
    if (bug.bug == planted::active) return std::string(bug.name);
  return "";
}

#else

int hunt(const HuntOptions&) {
  std::fprintf(stderr,
               "no bugs are compiled in: cluster-tests/sim/sim --plant builds a sim that has "
               "them, or configure with -DSHOAL_PLANTED_BUGS=ON\n");
  return 2;
}

bool plant(const std::string&) {
  return false;
}

std::string planted_now() {
  return "";
}

#endif

}  // namespace shoal::sim
