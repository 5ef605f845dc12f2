#pragma once
// Service addresses: each ClusterIP is held by one service. The claim is a guard of the write that
// creates the service, so that two servers never give the same address to two. Pure.

#include "actors/objects/view.hpp"
#include "schema/kinds/service.hpp"
#include "schema/vocab/result.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::api {

// What a service gets from the cluster, by its type: its address here, its node ports
// (node_ports.hpp). `old` is null for a new service; of an update, what it changes is claimed and
// given back. Invalid when an address would change.
Status settle_service(const objects::View& view, uint64_t seed, const core::Service* old,
                      core::Service& service, log::Transaction& transaction);
// The service goes, and all it was given is free again in the same write.
void release_service(const core::Service& service, log::Transaction& transaction);

// Gives a new service its address, the one it asks for or a free one, and adds the claim. Services
// without an address (headless, ExternalName) stay as they are. Invalid with Kubernetes' cause when
// the address is taken or no service address.
Status claim_cluster_ip(const objects::View& view, uint64_t seed, core::Service& service,
                        log::Transaction& transaction);

// The service goes, and its address is free again in the same write.
void release_cluster_ip(const core::Service& service, log::Transaction& transaction);

}  // namespace shoal::api
