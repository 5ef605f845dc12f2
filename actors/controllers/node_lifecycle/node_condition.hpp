#pragma once
// What a node's conditions say, and the taints that follow from them. Pure.

#include <string_view>
#include <vector>

#include "schema/kinds/node.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::controllers {

enum class Readiness : uint8_t {
  unsaid,     // no Ready condition yet: the node has just been made
  ready,      // True
  not_ready,  // False: the node says so itself, so it is there to end its pods in order
  lost,       // Unknown: declared dead. Its epoch was raised, so nothing it says counts any more
};
Readiness readiness_of(const core::Node& node);

// The node's taints as they ought to be: those that conditions and spec.unschedulable call for,
// with their timeAdded kept where they are already there, and all that others have put.
std::vector<core::Taint> wanted_taints(const core::Node& node, WallTime now);

}  // namespace shoal::controllers
