// sim: runs seeds, and says how to run a failing one again.

#include <boost/program_options.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

#include "cluster-tests/sim/harness/run.hpp"

namespace {

namespace po = boost::program_options;
using namespace shoal;
using namespace shoal::sim;

struct Total {
  uint64_t seeds = 0;
  uint64_t operations = 0;
  uint64_t unanswered = 0;
  uint64_t elections = 0;
  uint64_t deaths = 0;
  uint64_t watch_events = 0;
  uint64_t snapshots = 0;
  uint64_t violations = 0;
  double simulated = 0;
  double real = 0;
  std::map<std::string, uint64_t> faults;
  std::vector<uint64_t> failing;
};

void add(Total& total, const Report& report) {
  ++total.seeds;
  total.operations += report.operations;
  total.unanswered += report.unanswered;
  total.elections += report.elections;
  total.deaths += report.deaths;
  total.snapshots += report.snapshots;
  total.watch_events += report.watch_events;
  total.violations += report.violations.size();
  total.simulated += std::chrono::duration<double>(report.simulated).count();
  for (const auto& [kind, count] : report.faults) total.faults[kind] += count;
  if (!report.violations.empty()) total.failing.push_back(report.seed);
}

template <class Range, class Print>
std::string joined(const Range& range, Print print) {
  std::ostringstream out;
  const char* comma = "";
  for (const auto& one : range) {
    out << comma;
    print(out, one);
    comma = ",";
  }
  return out.str();
}

void print_json(const Total& total) {
  std::cout << "{\"seeds\":" << total.seeds << ",\"operations\":" << total.operations
            << ",\"faults\":{"
            << joined(total.faults,
                      [](auto& out, const auto& f) { out << '"' << f.first << "\":" << f.second; })
            << "},\"elections\":" << total.elections
            << ",\"sim_seconds_per_s\":" << static_cast<uint64_t>(total.simulated / total.real)
            << ",\"seeds_per_minute\":"
            << static_cast<uint64_t>(static_cast<double>(total.seeds) * 60 / total.real)
            << ",\"violations\":" << total.violations << ",\"failing_seeds\":["
            << joined(total.failing, [](auto& out, uint64_t seed) { out << seed; }) << "]}\n";
}

void print_text(const Total& total) {
  std::printf(
      "%lu seeds, %lu operations answered and %lu not, %lu watch events, %lu snapshots installed\n",
      total.seeds, total.operations, total.unanswered, total.watch_events, total.snapshots);
  std::printf("%lu elections, %lu actors died; faults:", total.elections, total.deaths);
  for (const auto& [kind, count] : total.faults) std::printf(" %s %lu", kind.c_str(), count);
  std::printf("\n%.0f simulated seconds per real second, %.1f seeds per minute, %lu violations\n",
              total.simulated / total.real, static_cast<double>(total.seeds) * 60 / total.real,
              total.violations);
}

void tell(const Report& report, const RunOptions& options, bool with_plan) {
  for (const auto& violation : report.violations)
    std::printf("seed %lu: %s: %s\n", report.seed, violation.checker.c_str(),
                violation.what.c_str());
  if (with_plan || !report.violations.empty())
    for (const auto& fault : report.plan) std::printf("  %s\n", fault.c_str());
  if (!report.violations.empty())
    std::printf("again: cluster-tests/sim/sim --seeds 1 --from %lu --nodes %zu\n", report.seed,
                options.nodes);
}

po::variables_map parse(int argc, char** argv, const po::options_description& known) {
  po::variables_map given;
  po::store(po::parse_command_line(argc, argv, known), given);
  po::notify(given);
  return given;
}

int run(const po::variables_map& given) {
  Total total;
  auto began = std::chrono::steady_clock::now();
  RunOptions options;
  options.nodes = given["nodes"].as<size_t>();
  options.faults = given["faults"].as<size_t>();
  options.keep_faults = given["keep-faults"].as<size_t>();
  uint64_t from = given["from"].as<uint64_t>();
  for (uint64_t seed = from; seed < from + given["seeds"].as<uint64_t>(); ++seed) {
    options.seed = seed;
    auto report = run_seed(options);
    add(total, report);
    tell(report, options, given.count("plan"));
    if (given.count("trace")) std::printf("seed %lu trace %016lx\n", seed, report.trace_hash);
    std::fflush(stdout);
  }
  total.real = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  given.count("json") ? print_json(total) : print_text(total);
  return total.failing.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  po::options_description known("sim: whole clusters in one thread, each from one number");
  auto add = known.add_options();
  add("help", "this text");
  add("seeds", po::value<uint64_t>()->default_value(10), "how many");
  add("from", po::value<uint64_t>()->default_value(1), "the first");
  add("nodes", po::value<size_t>()->default_value(3), "3 or 5");
  add("faults", po::value<size_t>()->default_value(16), "of each seed");
  add("keep-faults", po::value<size_t>()->default_value(SIZE_MAX), "only the first so many");
  add("json", "one object at the end");
  add("trace", "the hash of all that happened, of each seed");
  add("plan", "the faults of each seed");
  try {
    auto given = parse(argc, argv, known);
    if (given.count("help")) return std::cout << known, 0;
    return run(given);
  } catch (const po::error& error) {
    std::cerr << error.what() << "\n" << known;
    return 2;
  }
}
