#include "cluster-tests/sim/harness/hunt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "cluster-tests/sim/harness/totals.hpp"
#include "storage/planted/planted.hpp"

namespace shoal::sim {

#ifdef SHOAL_PLANTED_BUGS

namespace {

constexpr unsigned seed_seconds_max = 20;
constexpr size_t told_bytes_max = 400;

struct Found {
  std::string name;
  uint64_t seeds = 0;  // 0: not found
};

// A process of its own: a broken core may end it, which is a finding too, or never come to an end.
std::string seen_by(const RunOptions& run) {
  int ends[2];
  if (pipe(ends) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    alarm(seed_seconds_max);
    const auto report = run_seed(run);
    std::string text;
    if (!report.violations.empty())
      text = report.violations.front().checker + ": " + report.violations.front().what;
    text.resize(std::min(text.size(), told_bytes_max));
    const bool told = write(ends[1], text.data(), text.size()) >= 0;
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  std::string text(told_bytes_max, '\0');
  const auto got = read(ends[0], text.data(), text.size());
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSIGNALED(status)) return text;
  return WTERMSIG(status) == SIGALRM ? "never_ends: the seed did not come to an end"
                                     : "checks_hold: a broken invariant ended the process";
}

Found hunt_one(const planted::Named& bug, const HuntOptions& options) {
  planted::active = bug.bug;
  Found found{std::string(bug.name)};
  for (uint64_t i = 0; i < options.seeds_max && !found.seeds; ++i) {
    auto run = options.run;
    run.seed = options.from + i;
    run.stop_at_first = true;
    const auto seen = seen_by(run);
    if (seen.empty()) continue;
    found.seeds = i + 1;
    std::fprintf(options.json ? stderr : stdout, "%s: found after %lu seeds by %s\n  again: %s\n",
                 found.name.c_str(), found.seeds, seen.c_str(),
                 replay_command(run, found.name).c_str());
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
