#include "node/agent/node_writes.hpp"

#include "actors/apiserver/registry/write.hpp"

namespace shoal::agent {

Result<std::optional<log::Transaction>> plan_as_node(const AgentSetup& setup, NodeEpoch epoch,
                                                     const objects::View& view,
                                                     const objects::Operation& operation,
                                                     WallTime now, uint64_t seed) {
  api::WriteContext context;
  context.caller.user = "system:node:" + setup.node;
  context.caller.groups = {std::string(api::group_nodes), std::string(api::group_authenticated)};
  context.now = now;
  context.seed = seed;
  SHOAL_ASSIGN(api::PlannedWrite planned, api::plan_operation(context, view, operation));
  if (planned.unchanged) return std::optional<log::Transaction>();
  planned.transaction.user = context.caller.user;
  planned.transaction.guards.push_back(log::guard::AtNodeEpoch{setup.node, epoch});
  return std::optional(std::move(planned.transaction));
}

}  // namespace shoal::agent
