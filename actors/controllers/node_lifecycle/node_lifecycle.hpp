#pragma once
// NodeLifecycleController: keeps a node's taints true to its conditions, and moves its pods on.
//  - While the node is not ready its pods are not: their Ready condition turns False at once, so
//  that
//    services leave them within milliseconds.
//  - A pod that does not bear a NoExecute taint, or not for so long, is deleted: in order on a node
//    that is there to do it; at once when the node was declared dead, because nothing there may
//    report it any more, so that whoever owns the pod replaces it.
//  - Lease-bound pods (shoal.dev/lease-bound) are never taken away at once: without word from the
//  node
//    nobody knows that they have ended. As in Kubernetes they stay until it is back.
// Pods of nodes that are gone are pod_garbage's. Pure.

#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/node.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::controllers {

inline constexpr size_t node_pods_at_once_max = 256;  // pods that one plan writes

struct NodeLifecycleController {
  static constexpr std::string_view name = "node-lifecycle";
  using Primary = core::Node;
  struct Observed {
    objects::Typed<core::Node> node;
    // Its pods in order; none when nothing about the node can concern them.
    std::vector<objects::Typed<core::Pod>> pods;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
