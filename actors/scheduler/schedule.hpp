#pragma once
// schedule: which node each of a batch of pods gets. Pods are tried in the order given; each choice
// is assumed in the cluster before the next is made, so that a batch never overcommits a node.
// Pure: a function of the cluster, the batch and the seed.

#include <memory>
#include <string>
#include <vector>

#include "actors/scheduler/cluster.hpp"
#include "actors/scheduler/explanation.hpp"

namespace shoal::scheduler {

struct PendingPod {
  std::string space;
  std::string name;
  Uid uid;
  ClassPtr cls;
  int32_t priority = 0;
  int64_t created_unix_s = 0;
  bool never_preempts = false;
};

struct Inputs {
  uint64_t seed = 0;  // chooses among nodes of equal score
  size_t explained_nodes_max = 100;
};

// Why no node will do; shared by the pods of a batch that fail alike.
struct Diagnosis {
  std::string message;
  std::vector<NodeReasons> nodes;
};

struct Decision {
  NodeName node;  // empty: none will do
  std::shared_ptr<const Diagnosis> diagnosis;
};

// One decision for each pod, in order.
std::vector<Decision> schedule(Cluster& cluster, const std::vector<PendingPod>& batch,
                               const Inputs& inputs);

// How many nodes that will do are looked for before the best of them is taken: all of up to 100,
// then a share that falls with the size of the cluster.
size_t nodes_to_find(size_t nodes);

}  // namespace shoal::scheduler
