#pragma once
// The Node object and its Lease as this node wants them. Pure.

#include "node/agent/agent.hpp"
#include "schema/kinds/coordination.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::agent {

inline constexpr std::string_view kubelet_version = "v1.37.2";
inline constexpr std::string_view lease_namespace = "kube-node-lease";
inline constexpr Duration lease_renewal = 40s;
inline constexpr int32_t lease_duration_s = 160;  // tools wait four renewals

core::Node new_node(const AgentSetup& setup);
// Labels, and the host of a simulated node, that this node keeps right; what others set stays.
// False: nothing to change.
bool correct_labels(const AgentSetup& setup, core::Node& node);
// What the stored status should be; equal to it when there is nothing to write.
core::NodeStatus node_status(const AgentSetup& setup, const runtime::Capabilities& runtime,
                             const core::NodeStatus& stored, bool ready, WallTime now);
coordination::Lease node_lease(const AgentSetup& setup, const coordination::Lease* stored,
                               const Uid& node_uid, WallTime now);

}  // namespace shoal::agent
