#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/registry/strategy.hpp"

namespace shoal::api {
namespace {

// Every kind with rules of its own. A kind that is not here has none.
const Strategy table[] = {
    {.group = "", .plural = "configmaps", .generation = false},
    {.group = "", .plural = "secrets", .generation = false},
    {.group = "", .plural = "events", .generation = false},
    {.group = "", .plural = "endpoints", .generation = false},
    {.group = "", .plural = "serviceaccounts", .generation = false},
    {.group = "",
     .plural = "services",
     .generation = false,
     .check_name = schema::check_dns1123_label,
     .prepare_create = prepare_service,
     .prepare_update = prepare_service_update},
    {.group = "", .plural = "nodes", .generation = false},
    {.group = "",
     .plural = "namespaces",
     .generation = false,
     .check_name = schema::check_dns1123_label,
     .prepare_create = prepare_namespace,
     .prepare_update = prepare_namespace_update},
    {.group = "",
     .plural = "pods",
     .graceful = true,
     .prepare_create = prepare_pod,
     .grace = pod_grace},
    {.group = "apps", .plural = "deployments", .prepare_create = prepare_deployment},
    {.group = "apps", .plural = "replicasets", .prepare_create = prepare_replica_set},
    {.group = "coordination.k8s.io", .plural = "leases", .generation = false},
    {.group = "events.k8s.io", .plural = "events", .generation = false},
};

const Strategy shared{};

}  // namespace

const Strategy& strategy_of(const schema::Kind& kind) {
  for (const Strategy& row : table) {
    if (row.group == kind.group && row.plural == kind.plural) return row;
  }
  return shared;
}

}  // namespace shoal::api
