#pragma once
// What a filter and a score are. A *local* one looks at one node and the pod's class, so its answer
// holds until that node changes and is kept. A *relation* looks at all pods of the cluster: it is
// prepared once for a class and then told of every pod that is placed. All are pure.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/scheduler/cluster.hpp"
#include "actors/scheduler/pod_class.hpp"

namespace shoal::scheduler {

// Why a node will not do, in Kubernetes' words.
struct Refusal {
  std::vector<std::string> reasons;  // each is counted over the nodes
  bool resolvable = true;            // whether fewer pods on the node could change it
  std::string detail;                // for `shoal why`; not part of the message
};
using Verdict = std::optional<Refusal>;  // nothing: the node will do

struct LocalFilter {
  std::string_view name;
  Verdict (*check)(const PodClass& pod, const NodeState& node);
};

inline constexpr int64_t score_max = 100;

// How raw scores of the nodes that are left become 0..score_max.
enum class Scale : uint8_t {
  none,           // they are already
  up_to_max,      // in proportion to the best; all zero stays zero
  down_from_max,  // the same upside down: zero is best
  between,        // the worst becomes 0, the best score_max; all equal: 0
  spread,         // fewest is best, in proportion to fewest and most together
};

struct LocalScore {
  std::string_view name;
  int64_t weight;
  Scale scale;
  int64_t (*score)(const PodClass& pod, const NodeState& node);
};
inline constexpr size_t local_scores_max = 4;

class Relation {
 public:
  virtual ~Relation() = default;
  // `node` is a place in Cluster::nodes().
  virtual Verdict check(size_t node) const = 0;
  virtual int64_t score(size_t node) const = 0;
  // One more pod of class `pod` is on this node.
  virtual void placed(const PodClass& pod, size_t node) = 0;
};

struct RelationRow {
  std::string_view name;
  int64_t weight;
  Scale scale;
  // Null: it has nothing to say about pods of this class, whatever is placed.
  std::unique_ptr<Relation> (*prepare)(const Cluster& cluster, const PodClass& pod);
};

// The lists, in the order in which filters are asked. Names and weights are kube-scheduler's.
std::span<const LocalFilter> local_filters();
std::span<const LocalScore> local_scores();  // at most local_scores_max
std::span<const RelationRow> relations();

}  // namespace shoal::scheduler
