#pragma once
// Service addresses: each ClusterIP is held by one service. The claim is a guard of the write that
// creates the service, so that two servers never give the same address to two. Pure.

#include "actors/objects/view.hpp"
#include "schema/kinds/service.hpp"
#include "schema/vocab/result.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::api {

// Gives a new service its address, the one it asks for or a free one, and adds the claim. Services
// without an address (headless, ExternalName) stay as they are. Invalid with Kubernetes' cause when
// the address is taken or no service address.
Status claim_cluster_ip(const objects::View& view, uint64_t seed, core::Service& service,
                        log::Transaction& transaction);

// The service goes, and its address is free again in the same write.
void release_cluster_ip(const core::Service& service, log::Transaction& transaction);

}  // namespace shoal::api
