#pragma once
// A node's writes: planned by the rules of a client's request, as system:node:<name>, and fenced:
// refused in apply once the node's epoch has been raised. Pure.

#include "actors/objects/plan.hpp"
#include "node/agent/agent.hpp"

namespace shoal::agent {

inline constexpr Duration write_patience = 30s;

// Nothing: the stored object is as asked already.
Result<std::optional<log::Transaction>> plan_as_node(const AgentSetup& setup, NodeEpoch epoch,
                                                     const objects::View& view,
                                                     const objects::Operation& operation,
                                                     WallTime now, uint64_t seed);

}  // namespace shoal::agent
