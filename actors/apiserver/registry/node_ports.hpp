#pragma once
// Node ports: each is held by one service, like its address. The claims are guards of the write
// that stores the service. Pure.

#include "actors/objects/view.hpp"
#include "schema/kinds/service.hpp"
#include "schema/vocab/status.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::api {

inline constexpr int32_t node_port_first = 30000;
inline constexpr int32_t node_port_last = 32767;

// Gives each port of a service that is reached from outside its node port, the one it asks for, the
// one it has already, or a free one; claims what is new and gives back what is not used any more.
// `old` is null for a new service.
Status settle_node_ports(const objects::View& view, uint64_t seed, const core::Service* old,
                         core::Service& service, log::Transaction& transaction);

// The service goes, and its ports are free again in the same write.
void release_node_ports(const core::Service& service, log::Transaction& transaction);

}  // namespace shoal::api
