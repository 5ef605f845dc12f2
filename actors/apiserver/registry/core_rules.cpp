// Rules of the small core kinds: namespaces, config maps, secrets, services.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/service.hpp"

namespace shoal::api {

void prepare_namespace(Box& object) {
  auto& space = object.as<core::Namespace>();
  space.status = {};
  space.status.phase = "Active";
  space.spec.finalizers = {"kubernetes"};
}

void prepare_namespace_update(Box& next, const Box& old) {
  auto& space = next.as<core::Namespace>();
  // Only the finalize subresource takes a finalizer away.
  space.spec.finalizers = old.as<core::Namespace>().spec.finalizers;
  if (!space.metadata.deletionTimestamp.is_zero()) space.status.phase = "Terminating";
}

void prepare_service(Box& object) {
  auto& service = object.as<core::Service>();
  service.status = {};
}

// clusterIP is the old name of the first of clusterIPs: who changes one of them changes both. What
// is left out stays as it was.
void prepare_service_update(Box& next, const Box& old) {
  auto& spec = next.as<core::Service>().spec;
  const auto& before = old.as<core::Service>().spec;
  const bool same_list = spec.clusterIPs == before.clusterIPs;
  if (spec.clusterIP != before.clusterIP && same_list) {
    if (spec.clusterIP.empty())
      spec.clusterIPs.clear();
    else if (spec.clusterIPs.empty())
      spec.clusterIPs = {spec.clusterIP};
    else
      spec.clusterIPs.front() = spec.clusterIP;
  } else if (spec.clusterIP == before.clusterIP && !same_list && spec.clusterIPs.empty()) {
    spec.clusterIPs = before.clusterIPs;
  }
  if (spec.type == "ExternalName") return;
  if (spec.clusterIP.empty()) spec.clusterIP = before.clusterIP;
  if (spec.clusterIPs.empty() && spec.clusterIP == before.clusterIP)
    spec.clusterIPs = before.clusterIPs;
  if (spec.ipFamilies.empty()) spec.ipFamilies = before.ipFamilies;
  if (!spec.ipFamilyPolicy) spec.ipFamilyPolicy = before.ipFamilyPolicy;
}

}  // namespace shoal::api
