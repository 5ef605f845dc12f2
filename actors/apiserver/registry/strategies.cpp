#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/registry/strategy.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::api {
namespace {

// The revision is the controller's own note, and no wish of anybody.
bool annotations_differ(const meta::ObjectMeta& next, const meta::ObjectMeta& old) {
  constexpr std::string_view revision = "deployment.kubernetes.io/revision";
  auto a = next.annotations, b = old.annotations;
  a.erase(revision);
  b.erase(revision);
  return !(a == b);
}

bool labels_differ(const meta::ObjectMeta& next, const meta::ObjectMeta& old) {
  return !(next.labels == old.labels);
}

// Every kind with rules of its own. A kind that is not here has none.
const Strategy table[] = {
    {.group = "", .plural = "configmaps", .generation = false},
    {.group = "", .plural = "secrets", .generation = false},
    {.group = "", .plural = "events", .generation = false},
    {.group = "", .plural = "endpoints", .generation = false},
    {.group = "", .plural = "serviceaccounts", .generation = false, .shows_deleted = true},
    {.group = "",
     .plural = "services",
     .generation = false,
     .shows_deleted = true,
     .check_name = schema::check_dns1123_label,
     .prepare_create = prepare_service,
     .prepare_update = prepare_service_update,
     .warn = warn_of_service},
    {.group = "", .plural = "nodes", .generation = false},
    {.group = "",
     .plural = "namespaces",
     .generation = false,
     .check_name = schema::check_dns1123_label,
     .prepare_create = prepare_namespace,
     .prepare_update = prepare_namespace_update},
    {.group = "",
     .plural = "pods",
     .shows_deleted = true,
     .graceful = true,
     .prepare_create = prepare_pod,
     .warn = warn_of_pod,
     .grace = pod_grace},
    {.group = "apps",
     .plural = "deployments",
     .generation_of = annotations_differ,
     .prepare_create = prepare_deployment},
    {.group = "apps", .plural = "replicasets", .prepare_create = prepare_replica_set},
    {.group = "discovery.k8s.io", .plural = "endpointslices", .generation_of = labels_differ},
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
