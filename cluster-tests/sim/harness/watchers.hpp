#pragma once
// Watchers: clients that follow the changes, one at every node and some that move between nodes,
// each held to the watch guarantees. One thread.

#include <memory>
#include <vector>

#include "cluster-tests/sim/checkers/watch_guarantees.hpp"
#include "cluster-tests/sim/harness/sim_cluster.hpp"

namespace shoal::sim {

class Watchers {
 public:
  Watchers(SimCluster& cluster, size_t roaming);
  void start();
  // Every watch has reached what the replicas reached.
  bool caught_up() const;
  uint64_t events() const;

 private:
  struct Watcher {
    WatchGuarantees guarantees;
    std::string prefix;
    size_t node = 0;
    bool roams = false;
    Random random;
  };
  void later(Watcher& watcher);
  void look(Watcher& watcher);

  SimCluster& cluster_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
};

}  // namespace shoal::sim
