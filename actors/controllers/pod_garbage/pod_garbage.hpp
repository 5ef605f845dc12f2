#pragma once
// PodGarbageController: deletes pods that are bound to a node which does not exist. It looks at a
// namespace as a whole, so that a node which went while nobody hosted the shard is found too. Pure.

#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::controllers {

// A pod younger than this may have been made before its node has registered.
inline constexpr Duration absent_node_grace = std::chrono::seconds(40);
inline constexpr size_t garbage_pods_at_once_max = 256;

struct PodGarbageController {
  static constexpr std::string_view name = "pod-garbage-collector";
  using Primary = core::Namespace;
  struct Observed {
    std::vector<objects::Typed<core::Pod>> lost;  // pods of absent nodes, at most one plan's
    bool more = false;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
