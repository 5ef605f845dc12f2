#pragma once
// SimCluster: the machines, the network between them and the checkers that look on while it runs.
// The one loop: whatever is ready at this moment, then the next moment at which something is due.
// One thread.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster-tests/sim/checkers/replicas.hpp"
#include "cluster-tests/sim/harness/sim_node.hpp"

namespace shoal::sim {

class SimCluster {
 public:
  SimCluster(uint64_t seed, size_t nodes);
  ~SimCluster();

  EventLoop& loop() { return loop_; }
  Network& network() { return *network_; }
  Random& random() { return random_; }
  Violations& violations() { return violations_; }
  Replicas& replicas() { return replicas_; }
  size_t size() const { return nodes_.size(); }
  SimNode& node(size_t i) { return *nodes_[i]; }
  // The live node that leads in the highest term, as it believes; null when none does.
  SimNode* leader();
  uint64_t deaths() const { return deaths_; }
  uint64_t snapshots() const { return snapshots_; }  // installed

  void start();
  void run_for(Duration d);
  // Until `done`, at most `limit`; false when it was not done by then.
  bool run_until(Duration limit, const std::function<bool()>& done);
  // All nodes are up and agree on a leader, and nobody is behind.
  bool converged();
  // Every actor of every tree runs.
  void every_death_is_answered();
  // What the members hold now: their logs as far as they reach, and their states.
  void compare();

 private:
  void settle();
  void step(Duration end);

  Random random_;
  EventLoop loop_;
  Violations violations_;
  Replicas replicas_{violations_};
  std::unique_ptr<Network> network_;
  std::vector<std::unique_ptr<SimNode>> nodes_;
  uint64_t deaths_ = 0;
  uint64_t snapshots_ = 0;
};

}  // namespace shoal::sim
