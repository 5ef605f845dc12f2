#pragma once
// ReplicaSetController keeps as many pods of its template as are wanted: adopts and releases by its
// selector, creates what is missing, removes what is too many, and says how many there are. Pure.
//
// Each pod is a unit of its own. The log groups thousands of transactions into one entry anyway, so
// larger units would save little; and a single pod that is refused must not hold up the others.
// Slow start: when units were refused, the next look tries as many as twice those that went
// through, one at least, so that a template nobody admits costs one try each time.

#include "actors/controllers/controller.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::controllers {

inline constexpr size_t pods_burst_max = 500;  // created or removed in one look

struct ReplicaSetController {
  static constexpr std::string_view name = "replicaset";
  using Primary = apps::ReplicaSet;
  using Pods = std::vector<objects::Typed<core::Pod>>;

  struct Observed {
    objects::Typed<apps::ReplicaSet> set;
    Pods owned;    // controlled by the set
    Pods unowned;  // of its namespace, without a controller
    // Active pods of the sets of the same owner on each node: a node with many gives one up first.
    api::StringMap<int32_t> related_on_node;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
