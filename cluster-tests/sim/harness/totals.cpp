#include "cluster-tests/sim/harness/totals.hpp"

#include <chrono>
#include <sstream>

namespace shoal::sim {
namespace {

template <class Range, class Print>
std::string joined(const Range& range, const char* between, Print print) {
  std::ostringstream out;
  const char* separator = "";
  for (const auto& one : range) {
    out << std::exchange(separator, between);
    print(out, one);
  }
  return out.str();
}

uint64_t per(double what, double seconds) {
  return seconds > 0 ? static_cast<uint64_t>(what / seconds) : 0;
}

}  // namespace

void Totals::add(const Report& report) {
  ++seeds;
  operations += report.operations;
  unanswered += report.unanswered;
  retries += report.retries;
  elections += report.elections;
  reconfigurations += report.reconfigurations;
  deaths += report.deaths;
  snapshots += report.snapshots;
  watch_events += report.watch_events;
  violations += report.violations.size();
  simulated += std::chrono::duration<double>(report.simulated).count();
  for (const auto& [kind, count] : report.faults) faults[kind] += count;
  if (!report.violations.empty()) failing.push_back(report.seed);
}

std::string to_json(const Totals& totals) {
  std::ostringstream out;
  out << "{\"seeds\":" << totals.seeds << ",\"operations\":" << totals.operations << ",\"faults\":{"
      << joined(
             totals.faults, ",",
             [](auto& to, const auto& fault) { to << '"' << fault.first << "\":" << fault.second; })
      << "},\"elections\":" << totals.elections
      << ",\"sim_seconds_per_s\":" << per(totals.simulated, totals.real)
      << ",\"seeds_per_minute\":" << per(static_cast<double>(totals.seeds) * 60, totals.real)
      << ",\"violations\":" << totals.violations << ",\"failing_seeds\":["
      << joined(totals.failing, ",", [](auto& to, uint64_t seed) { to << seed; }) << "]}";
  return out.str();
}

std::string to_text(const Totals& totals) {
  std::ostringstream out;
  out << totals.seeds << " seeds, " << totals.operations << " operations answered and "
      << totals.unanswered << " not, " << totals.retries << " repeated, " << totals.watch_events
      << " watch events\n"
      << totals.elections << " elections, " << totals.reconfigurations << " changes of membership, "
      << totals.snapshots << " snapshots installed, " << totals.deaths << " actors died\nfaults:"
      << joined(
             totals.faults, "",
             [](auto& to, const auto& fault) { to << " " << fault.first << " " << fault.second; })
      << "\n"
      << per(totals.simulated, totals.real) << " simulated seconds per real second, "
      << per(static_cast<double>(totals.seeds) * 60, totals.real) << " seeds per minute, "
      << totals.violations << " violations";
  if (!totals.failing.empty())
    out << "\nfailing seeds: "
        << joined(totals.failing, " ", [](auto& to, uint64_t seed) { to << seed; });
  return out.str();
}

std::string replay_command(const RunOptions& options, const std::string& planted) {
  std::ostringstream out;
  out << "cluster-tests/sim/sim --seeds 1 --from " << options.seed << " --nodes "
      << nodes_of(options) << " --faults " << options.faults;
  if (options.only)
    out << " --only "
        << (options.only->empty()
                ? "none"
                : joined(*options.only, ",", [](auto& to, size_t number) { to << number; }));
  if (!planted.empty()) out << " --plant " << planted;
  return out.str();
}

}  // namespace shoal::sim
