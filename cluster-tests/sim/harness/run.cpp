#include "cluster-tests/sim/harness/run.hpp"

#include <algorithm>

#include "cluster-tests/sim/harness/watchers.hpp"
#include "cluster-tests/sim/harness/workload.hpp"

namespace shoal::sim {
namespace {

constexpr Duration simulated_max = 180s;  // when faults leave too little time for the operations
constexpr Duration quiet_max = 30s;

void converges_when_quiet(SimCluster& cluster, Workload& workload, Watchers& watchers) {
  auto fault = [&](const std::string& what) {
    cluster.violations().add("converges_when_quiet", what);
  };
  if (!cluster.run_until(quiet_max, [&] { return cluster.converged(); }))
    return fault("no agreement on a leader and its log");
  if (!cluster.run_until(quiet_max, [&] { return workload.under_way() == 0; }))
    fault("calls without an end");
  size_t answered = 0;
  for (size_t i = 0; i < cluster.size(); ++i)
    workload.write(cluster.node(i), Action::put, Workload::key(i), 0, {},
                   [&](const Operation& op) { answered += op.answer == Answer::done; });
  cluster.run_until(5s, [&] { return answered == cluster.size(); });
  if (answered != cluster.size())
    fault("only " + std::to_string(answered) + " of " + std::to_string(cluster.size()) +
          " nodes take a write");
  if (!cluster.run_until(quiet_max, [&] { return cluster.converged() && watchers.caught_up(); }))
    fault("replicas or watches stay behind");
}

// A run in which nothing happened proves nothing.
void enough_happened(const Report& report, Violations& violations) {
  uint64_t faults = 0;
  for (const auto& [kind, count] : report.faults) faults += count;
  if (report.operations < operations_min || report.elections == 0)
    violations.add("enough_happened", std::to_string(report.operations) + " operations, " +
                                          std::to_string(report.elections) + " elections");
}

}  // namespace

Report run_seed(const RunOptions& options) {
  SimCluster cluster(options.seed, options.nodes);
  auto plan = plan_faults(Random(cluster.random().next()), {.count = options.faults});
  plan.resize(std::min(plan.size(), options.keep_faults));
  Workload workload(cluster, {});
  Watchers watchers(cluster, 3);
  FaultInjector faults(cluster);
  cluster.start();
  workload.start();
  watchers.start();
  faults.schedule(plan);
  cluster.run_for(simulated_min);
  cluster.run_until(simulated_max - simulated_min,
                    [&] { return workload.answered() >= operations_min; });
  cluster.compare();
  workload.stop();
  faults.end_all();
  converges_when_quiet(cluster, workload, watchers);
  cluster.every_death_is_answered();
  cluster.compare();
  history_linearizable(workload.history(), cluster.violations());
  cluster.replicas().no_acknowledged_write_lost(workload.history());

  Report report;
  report.seed = options.seed;
  report.operations = workload.answered();
  report.unanswered = workload.history().size() - workload.answered();
  for (const auto& [kind, count] : faults.done())
    report.faults[std::string(fault_name(kind))] = count;
  report.elections = cluster.replicas().elections();
  report.deaths = cluster.deaths();
  report.snapshots = cluster.snapshots();
  report.watch_events = watchers.events();
  report.simulated = cluster.loop().now();
  report.trace_hash = cluster.loop().trace_hash();
  for (const auto& fault : plan) report.plan.push_back(print(fault));
  enough_happened(report, cluster.violations());
  report.violations = cluster.violations().all();
  return report;
}

}  // namespace shoal::sim
