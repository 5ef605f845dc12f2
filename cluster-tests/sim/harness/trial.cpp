#include "cluster-tests/sim/harness/trial.hpp"

namespace shoal::sim {
namespace {

constexpr Duration probe_every = 50ms;
constexpr size_t chain_max = 5;  // in a longer line nobody reaches a majority
constexpr std::string_view names[trials] = {"hung_disk", "broken_link", "everybody_reaches_one",
                                            "chain"};

// Writes through every node, for as long as it lives, and notes the longest time without success.
struct Probe {
  SimCluster& cluster;
  Workload& workload;
  Duration last_success;
  Duration longest{0};
  bool running = true;
};

void probe(const std::shared_ptr<Probe>& probing, size_t through) {
  if (!probing->running) return;
  auto& cluster = probing->cluster;
  auto& node = cluster.node(through % cluster.size());
  if (node.up())
    probing->workload.write(
        node, Action::put, Workload::key(through % 7), 0, {}, [probing](const Operation& op) {
          if (op.answer != Answer::done || !probing->running) return;
          auto now = probing->cluster.loop().now();
          probing->longest = std::max(probing->longest, now - probing->last_success);
          probing->last_success = now;
        });
  cluster.loop().after(probe_every, [probing, through] { probe(probing, through + 1); });
}

void cut(SimCluster& cluster, size_t a, size_t b) {
  cluster.network().set_blocked(cluster.node(a).name(), cluster.node(b).name(), true);
  cluster.network().set_blocked(cluster.node(b).name(), cluster.node(a).name(), true);
}

// `voters`: the leader first.
void begin(Trial trial, SimCluster& cluster, const std::vector<size_t>& voters) {
  const size_t leads = voters[0], other = voters[1];
  switch (trial) {
    case Trial::hung_disk:
      cluster.node(leads).speed().hung_until = cluster.loop().now() + trial_lasts;
      return;
    case Trial::broken_link:
      return cut(cluster, leads, other);
    case Trial::everybody_reaches_one:
      for (size_t a : voters)
        for (size_t b : voters)
          if (a < b && a != other && b != other) cut(cluster, a, b);
      return;
    case Trial::chain:
      for (size_t i = 0; i < voters.size(); ++i)
        for (size_t j = i + 2; j < voters.size(); ++j) cut(cluster, voters[i], voters[j]);
      return;
  }
}

}  // namespace

void undergo(Trial trial, SimCluster& cluster, Workload& workload) {
  SimNode* leader = cluster.leader();
  const auto membership = leader->status().membership;
  std::vector<size_t> voters;
  for (size_t i = 0; i < cluster.size(); ++i)
    if (membership.is_voter(cluster.node(i).id()))
      voters.insert(&cluster.node(i) == leader ? voters.begin() : voters.end(), i);
  if (trial == Trial::chain && voters.size() > chain_max) trial = Trial::everybody_reaches_one;
  const Term term = leader->leadership().term();
  auto probing = std::make_shared<Probe>(Probe{cluster, workload, cluster.loop().now()});
  begin(trial, cluster, voters);
  probe(probing, 0);
  cluster.run_for(trial_lasts);
  probing->running = false;
  probing->longest = std::max(probing->longest, cluster.loop().now() - probing->last_success);
  const auto name = std::string(names[static_cast<size_t>(trial)]);
  if (probing->longest > outage_max)
    cluster.violations().add(
        "keeps_serving", name + ": no write for " + std::to_string(probing->longest / 1ms) + " ms");
  if (trial == Trial::broken_link && (!leader->up() || leader->leadership().term() != term))
    cluster.violations().add("keeps_serving", name + ": a healthy leader was deposed");
  cluster.network().heal();
  leader->heal_disks();
}

}  // namespace shoal::sim
