// sim: runs seeds, shrinks those that fail, and says how to run them again; hunts planted bugs.

#include <algorithm>
#include <boost/program_options.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "cluster-tests/sim/harness/hunt.hpp"
#include "cluster-tests/sim/harness/shrink.hpp"
#include "cluster-tests/sim/harness/totals.hpp"

namespace {

namespace po = boost::program_options;
using namespace shoal;
using namespace shoal::sim;
using Seconds = std::chrono::duration<double>;

constexpr Seconds progress_every{5};
constexpr uint64_t seeds_default = 10;
constexpr uint64_t hunt_seeds_default = 200;
constexpr Duration idle_lasts = 600s;

const char* const teaching = R"(
Examples
  cluster-tests/sim/sim --seeds 100                 a hundred clusters, of 3, 5 and 7 nodes by turns
  cluster-tests/sim/sim --seeds 2000 --json         the last line is one JSON object
  cluster-tests/sim/sim --seeds 1 --from 42 --plan  seed 42 alone, with its faults, numbered
  cluster-tests/sim/sim --seeds 1 --from 42 --only 3,7   the same seed with two of its faults
  cluster-tests/sim/sim --plant all                 are bugs that are known to be there found?
A seed is one cluster: 60 simulated seconds or more under at least 1,000 client operations and 10
faults, then one trial of its own, then quiet, in which all must agree. The same seed and options
are the same run, bit for bit: --trace prints a hash of all that happened. What fails is run again
with fewer faults, and printed with the command that repeats it. Exit status: 0 no violation,
1 violations, 2 a wrong option.)";

RunOptions options_of(const po::variables_map& given) {
  RunOptions options;
  options.nodes = given["nodes"].as<size_t>();
  options.faults = given["faults"].as<size_t>();
  if (!given.count("only")) return options;
  options.only.emplace();
  std::istringstream in(given["only"].as<std::string>());
  for (std::string number; std::getline(in, number, ',');)
    if (number != "none") options.only->push_back(std::stoul(number));
  return options;
}

// Faults that make the same checker cry.
Report shrunk(RunOptions& options, const Report& failed) {
  Report best = failed;
  auto still_fails = [&](const std::vector<size_t>& only) {
    RunOptions fewer = options;
    fewer.only = only;
    auto report = run_seed(fewer);
    const auto& all = report.violations;
    if (all.empty() || all.front().checker != failed.violations.front().checker) return false;
    best = std::move(report);
    return true;
  };
  std::vector<size_t> all;
  for (size_t i = 0; i < failed.plan.size(); ++i) all.push_back(i);
  options.only = shrink(std::move(all), still_fails);
  return best;
}

void tell(const Report& report) {
  for (const auto& violation : report.violations)
    std::printf("seed %lu, %zu nodes: %s: %s\n", report.seed, report.nodes,
                violation.checker.c_str(), violation.what.c_str());
}

void print_plan(const Report& report, const RunOptions& options) {
  for (size_t i = 0; i < report.plan.size(); ++i)
    std::printf("  %zu  %s\n", options.only ? (*options.only)[i] : i, report.plan[i].c_str());
}

void explain(const Report& failed, RunOptions options, bool shrinks) {
  tell(failed);
  auto shorter = failed;
  if (shrinks && !options.only) shorter = shrunk(options, failed);
  std::printf("%s\n", shorter.plan.empty() ? "it fails without any fault"
                                           : "these faults are enough for it:");
  print_plan(shorter, options);
  std::printf("again: %s\n", replay_command(options, planted_now()).c_str());
}

// To people who wait; never into what a program reads.
class Progress {
 public:
  explicit Progress(uint64_t wanted) : wanted_(wanted) {}
  Seconds elapsed() const { return std::chrono::steady_clock::now() - began_; }
  void at(const Totals& totals) {
    if (elapsed() < next_) return;
    next_ = elapsed() + progress_every;
    auto left = elapsed() * (static_cast<double>(wanted_) / static_cast<double>(totals.seeds) - 1);
    std::fprintf(stderr, "%lu of %lu seeds, %lu violations, about %.0f s left\n", totals.seeds,
                 wanted_, totals.violations, left.count());
  }

 private:
  uint64_t wanted_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  Seconds next_ = progress_every;
};

int run_seeds(const po::variables_map& given, uint64_t from, uint64_t seeds) {
  Totals totals;
  Progress progress(seeds);
  for (uint64_t seed = from; seed < from + seeds; ++seed) {
    auto options = options_of(given);
    options.seed = seed;
    auto report = run_seed(options);
    totals.add(report);
    if (!report.violations.empty()) explain(report, options, !given.count("no-shrink"));
    if (given.count("plan") && report.violations.empty()) print_plan(report, options);
    if (given.count("trace")) std::printf("seed %lu trace %016lx\n", seed, report.trace_hash);
    std::fflush(stdout);
    progress.at(totals);
  }
  totals.real = progress.elapsed().count();
  std::cout << (given.count("json") ? to_json(totals) : to_text(totals)) << std::endl;
  return totals.violations == 0 ? 0 : 1;
}

int idle(const po::variables_map& given) {
  const auto options = options_of(given);
  std::printf("%zu nodes, nobody calls: %.0f simulated seconds per real second\n",
              nodes_of(options), idle_seconds_per_s(nodes_of(options), idle_lasts));
  return 0;
}

int run(const po::variables_map& given) {
  if (given.count("idle")) return idle(given);
  const bool hunts = given.count("plant") > 0;
  uint64_t seeds = given.count("seeds") ? given["seeds"].as<uint64_t>()
                   : hunts              ? hunt_seeds_default
                                        : seeds_default;
  const uint64_t from = given["from"].as<uint64_t>();
  if (!hunts) return run_seeds(given, from, seeds);
  const auto name = given["plant"].as<std::string>();
  // One seed with a plant is a replay.
  if (seeds == 1 && plant(name)) return run_seeds(given, from, seeds);
  HuntOptions options{options_of(given), name, from, seeds, given.count("json") > 0};
  return hunt(options);
}

po::options_description known_options() {
  po::options_description known("sim: whole clusters in one thread, each from one number");
  auto add = known.add_options();
  add("help", "this text");
  add("seeds", po::value<uint64_t>(), "how many (10); with --plant, how many at most (200)");
  add("from", po::value<uint64_t>()->default_value(1), "the first seed");
  add("nodes", po::value<size_t>()->default_value(0), "3, 5 or 7; 0: by turns");
  add("faults", po::value<size_t>()->default_value(20), "of each seed");
  add("only", po::value<std::string>(), "these faults of the plan, as 3,7 or none");
  add("plant", po::value<std::string>(), "NAME or all: switch on known bugs and find them");
  add("idle", "measure how fast time passes when nobody calls");
  add("json", "one JSON object as the last line");
  add("trace", "print the hash of all that happened, of each seed");
  add("plan", "print the faults of each seed");
  add("no-shrink", "do not look for a shorter list of faults");
  return known;
}

}  // namespace

int main(int argc, char** argv) {
  auto known = known_options();
  try {
    po::variables_map given;
    po::store(po::parse_command_line(argc, argv, known), given);
    po::notify(given);
    if (given.count("help")) return std::cout << known << teaching << "\n", 0;
    return run(given);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n" << known;
    return 2;
  }
}
