#pragma once
// PodClass: all that the choice of a node depends on, of pods that are alike in it: the replicas of
// one ReplicaSet are one class. Compiled once (selectors parsed, requests summed) and shared; what
// filters and scores find out is then kept per class instead of per pod. Immutable. Pure.

#include <compare>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/scheduler/resources.hpp"
#include "schema/kinds/affinity.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/walk/select.hpp"

namespace shoal::core {
struct Pod;
}

namespace shoal::scheduler {

using schema::Labels;

// A port of the node itself that a pod takes.
struct HostPort {
  int32_t port = 0;
  std::string protocol;
  std::string address;  // 0.0.0.0: all of them
  auto operator<=>(const HostPort&) const = default;
};

// A term of pod affinity or anti-affinity: which pods, and what counts as the same place.
struct NeighbourTerm {
  schema::LabelSelector pods;
  std::vector<std::string> spaces;
  bool all_spaces = false;
  schema::LabelSelector space_labels;
  bool by_space_labels = false;
  std::string topology_key;
  int64_t weight = 0;  // of a preference; negative: away
};

struct SpreadTerm {
  std::string topology_key;
  schema::LabelSelector pods;
  int64_t max_skew = 1;
  int64_t domains_min = 1;
  bool required = false;        // DoNotSchedule
  bool by_owner = false;        // counts pods of the same controller instead of `pods`
  bool within_affinity = true;  // counts only on nodes the pod's node affinity allows
  bool within_taints = false;   // counts only on nodes whose taints the pod tolerates
};

struct PodClass {
  uint64_t id = 0;  // in the order in which classes were first seen
  std::string space;
  Labels labels;
  Uid owner;  // of the controller; empty: none
  Resources requests;
  Assumed assumed;
  Labels node_selector;
  std::optional<core::NodeSelector> required_nodes;
  std::vector<core::PreferredSchedulingTerm> preferred_nodes;
  std::vector<core::Toleration> tolerations;
  std::vector<HostPort> ports;
  std::vector<SpreadTerm> spread;
  std::vector<NeighbourTerm> near;    // required
  std::vector<NeighbourTerm> apart;   // required
  std::vector<NeighbourTerm> prefer;  // weighted, both ways

  // Whether what other pods are placed can make or break this one's choice.
  bool minds_neighbours() const { return !near.empty() || !apart.empty() || has_required_spread(); }
  bool has_required_spread() const;
};
using ClassPtr = std::shared_ptr<const PodClass>;

// Every class in use, by content. Not thread safe.
class ClassTable {
 public:
  ClassPtr of(const core::Pod& pod);
  size_t size() const { return classes_.size(); }

 private:
  void drop_unused();
  std::map<std::string, ClassPtr, std::less<>> classes_;
  uint64_t next_id_ = 1;
  size_t sweep_at_ = 1024;  // classes; doubles with what is in use
};

}  // namespace shoal::scheduler
