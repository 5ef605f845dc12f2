#include "cluster-tests/sim/harness/run.hpp"

#include <algorithm>
#include <chrono>

#include "cluster-tests/sim/harness/trial.hpp"
#include "cluster-tests/sim/harness/watchers.hpp"

namespace shoal::sim {
namespace {

constexpr Duration simulated_max = 180s;  // when faults leave too little time for the operations
constexpr Duration quiet_max = 30s;

struct Scene {
  explicit Scene(const RunOptions& options) : cluster(options.seed, nodes_of(options), 1) {}
  SimCluster cluster;
  Administrator administrator{cluster};
  Workload workload{cluster, {}};  // the first to go: it ends the nodes
  Watchers watchers{cluster, 3};
  FaultInjector faults{cluster, administrator};
};

void fail(Scene& scene, const std::string& what) {
  scene.cluster.violations().add("converges_when_quiet", what + scene.cluster.describe());
}

bool agree(Scene& scene) {
  auto& cluster = scene.cluster;
  auto settled = [&] {
    return cluster.converged() && !scene.administrator.busy() && cluster.membership_settled();
  };
  if (cluster.run_until(quiet_max, settled)) return true;
  fail(scene, cluster.converged() ? "the membership does not settle"
                                  : "no agreement on a leader and its log");
  return false;
}

void converges_when_quiet(Scene& scene) {
  auto& cluster = scene.cluster;
  auto& workload = scene.workload;
  if (!cluster.run_until(quiet_max, [&] { return workload.under_way() == 0; }))
    fail(scene, "calls without an end");
  size_t answered = 0, asked = 0;
  for (size_t i = 0; i < cluster.size(); ++i) {
    if (!cluster.node(i).up()) continue;
    ++asked;
    workload.write(cluster.node(i), Action::put, Workload::key(i), 0, {},
                   [&](const Operation& op) { answered += op.answer == Answer::done; });
  }
  cluster.run_until(5s, [&] { return answered == asked; });
  if (answered != asked)
    fail(scene, "only " + std::to_string(answered) + " of " + std::to_string(asked) +
                    " nodes take a write");
  if (!cluster.run_until(quiet_max,
                         [&] { return cluster.converged() && scene.watchers.caught_up(); }))
    fail(scene, "replicas or watches stay behind");
}

// A run in which nothing happened proves nothing.
void enough_happened(const Report& report, Violations& violations) {
  uint64_t faults = 0;
  for (const auto& [kind, count] : report.faults) faults += count;
  if (report.operations < operations_min || report.elections == 0 || faults < faults_min)
    violations.add("enough_happened", std::to_string(report.operations) + " operations, " +
                                          std::to_string(report.elections) + " elections, " +
                                          std::to_string(faults) + " faults");
}

// The plan, shortened to what was asked for.
std::vector<Fault> plan_of(const RunOptions& options, SimCluster& cluster) {
  auto all = plan_faults(Random(cluster.random().next()), {.count = options.faults});
  if (!options.only) return all;
  std::vector<Fault> kept;
  for (size_t number : *options.only)
    if (number < all.size()) kept.push_back(all[number]);
  return kept;
}

void live(Scene& scene, const RunOptions& options, const std::vector<Fault>& plan, Trial trial) {
  auto& cluster = scene.cluster;
  if (options.stop_at_first) cluster.stop_at_first();
  cluster.start();
  scene.administrator.register_members();
  scene.workload.start();
  scene.watchers.start();
  scene.faults.on_unrest([&scene] { scene.workload.burst(); });
  scene.faults.schedule(plan);
  cluster.run_for(simulated_min);
  cluster.run_until(simulated_max - simulated_min,
                    [&] { return scene.workload.answered() >= operations_min; });
  cluster.compare();
  if (options.stop_at_first && !cluster.violations().empty()) return;
  scene.faults.end_all();
  if (!agree(scene)) return;
  undergo(trial, cluster, scene.workload);
  scene.workload.stop();
  if (agree(scene)) converges_when_quiet(scene);
}

void check(Scene& scene) {
  auto& cluster = scene.cluster;
  cluster.every_death_is_answered();
  cluster.compare();
  scene.workload.give_up();
  cluster.durable();
  history_linearizable(scene.workload.history(), cluster.violations());
  cluster.replicas().no_acknowledged_write_lost(scene.workload.history());
}

Report report_of(Scene& scene, const RunOptions& options, const std::vector<Fault>& plan) {
  auto& cluster = scene.cluster;
  Report report;
  report.seed = options.seed;
  report.nodes = cluster.founders();
  report.operations = scene.workload.answered();
  report.unanswered = scene.workload.history().size() - scene.workload.answered();
  report.retries = scene.workload.retries();
  for (const auto& [kind, count] : scene.faults.done())
    report.faults[std::string(fault_name(kind))] = count;
  report.elections = cluster.replicas().elections();
  report.reconfigurations = cluster.replicas().reconfigurations();
  report.deaths = cluster.deaths();
  report.snapshots = cluster.snapshots();
  report.watch_events = scene.watchers.events();
  report.simulated = cluster.loop().now();
  report.trace_hash = cluster.loop().trace_hash();
  for (const auto& fault : plan) report.plan.push_back(print(fault));
  return report;
}

}  // namespace

size_t nodes_of(const RunOptions& options) {
  static constexpr size_t sizes[] = {3, 5, 7};
  return options.nodes ? options.nodes : sizes[options.seed % 3];
}

Report run_seed(const RunOptions& options) {
  Scene scene(options);
  auto plan = plan_of(options, scene.cluster);
  live(scene, options, plan, static_cast<Trial>(scene.cluster.random().below(trials)));
  check(scene);
  Report report = report_of(scene, options, plan);
  if (!options.only) enough_happened(report, scene.cluster.violations());
  report.violations = scene.cluster.violations().all();
  return report;
}

double idle_seconds_per_s(size_t nodes, Duration lasting) {
  SimCluster cluster(1, nodes);
  Administrator administrator(cluster);
  cluster.start();
  administrator.register_members();
  cluster.run_for(5s);
  auto began = std::chrono::steady_clock::now();
  cluster.run_for(lasting);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  return std::chrono::duration<double>(lasting) / took;
}

}  // namespace shoal::sim
