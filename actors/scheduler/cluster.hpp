#pragma once
// Cluster: what the scheduler knows of nodes and of the pods on them, kept up to date change by
// change. Sums per node (resources, ports, pods of each class) are maintained, never recomputed, so
// that a choice costs what has changed. Includes *assumed* pods: chosen for a node, not yet seen
// there. Not thread safe; pure.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actors/scheduler/pod_class.hpp"

namespace shoal::core {
struct Node;
}

namespace shoal::scheduler {

struct ClassCount {
  ClassPtr cls;
  uint32_t pods = 0;
  uint32_t leaving = 0;  // of them: being deleted
};

struct NodeState {
  NodeName name;
  Labels labels;
  std::vector<core::Taint> taints;
  bool unschedulable = false;
  Resources allocatable;
  int64_t pods_max = 0;

  Resources used;
  Assumed assumed;  // as scores count
  int64_t pods = 0;
  std::map<HostPort, uint32_t> ports;
  std::map<uint64_t, ClassCount> classes;  // by PodClass::id

  bool present = false;     // false: pods name it, but there is no such node
  uint64_t generation = 0;  // another one after every change
};

// The nodes that share a value of one label, as numbers.
struct Topology {
  std::vector<int32_t> domain_of;  // by the node's place in nodes(); -1: has no such label
  int32_t domains = 0;
};

// "default/web-1": never empty, unique among pods.
std::string pod_key(std::string_view space, std::string_view name);

class Cluster {
 public:
  // True when something differs that may matter to a choice.
  bool put_node(const core::Node& node);
  bool remove_node(std::string_view name);
  void put_namespace(std::string_view name, const Labels& labels);
  void remove_namespace(std::string_view name);

  // A pod as it was seen on its node. Replaces what was known or assumed of it.
  void place(const std::string& key, ClassPtr cls, const NodeName& node, bool leaving);
  void assume(const std::string& key, ClassPtr cls, const NodeName& node);
  // Where it was (false: nowhere).
  bool remove_pod(const std::string& key);
  // Removes every pod that is still only assumed.
  void forget_assumed();
  bool knows(const std::string& key) const { return pods_.contains(key); }
  size_t pods() const { return pods_.size(); }

  // In the order of their names; stable until a node comes or goes.
  const std::vector<const NodeState*>& nodes() const { return ordered_; }
  const NodeState* find(std::string_view name) const;
  // Computed once for each label key after nodes have changed.
  const Topology& topology(const std::string& key) const;
  const Labels* namespace_labels(std::string_view name) const;

  ClassTable& classes() { return classes_; }
  // Where the next sampling of nodes begins, so that all are used in turn.
  size_t next_start = 0;

 private:
  struct Placed {
    ClassPtr cls;
    NodeName node;
    bool leaving = false;
    bool assumed = false;
  };
  NodeState& state_of(const NodeName& name);
  void count(const Placed& pod, int sign);
  void reorder();

  std::map<NodeName, std::unique_ptr<NodeState>, std::less<>> nodes_;
  std::vector<const NodeState*> ordered_;
  std::unordered_map<std::string, Placed> pods_;  // looked up, never walked
  std::vector<std::string> assumed_;
  std::map<std::string, Labels, std::less<>> spaces_;
  mutable std::map<std::string, Topology> topologies_;
  ClassTable classes_;
  uint64_t generation_ = 0;
};

}  // namespace shoal::scheduler
