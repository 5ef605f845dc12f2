#pragma once
// DeadNode: what a Node object says when its node is declared dead, and when it is back. Pure.

#include <vector>

#include "schema/kinds/node.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::cluster {

inline constexpr std::string_view unreachable_taint = "node.kubernetes.io/unreachable";
// On a Node that a shoald process of another node only pretends to be: that node's name.
inline constexpr std::string_view hosted_by_annotation = "shoal.dev/hosted-by";

// Every condition Unknown, and the taints that keep pods away and, when their tolerations end,
// evict.
core::Node declare_dead(core::Node node, WallTime now);
bool is_declared_dead(const core::Node& node);

// Its agent has reported Ready under the new epoch (an older one is refused): the taints may go.
bool is_back(const core::Node& node);
core::Node declare_back(core::Node node);

}  // namespace shoal::cluster
