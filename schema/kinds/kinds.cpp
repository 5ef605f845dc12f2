#include "schema/kinds/kinds.hpp"

#include "schema/kinds/apps.hpp"
#include "schema/kinds/authentication.hpp"
#include "schema/kinds/autoscaling.hpp"
#include "schema/kinds/coordination.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/discovery.hpp"
#include "schema/kinds/events.hpp"
#include "schema/kinds/policy.hpp"

namespace shoal {

std::span<const schema::Kind> kinds() {
  static const schema::Kind served[] = {
      core::Binding::kind_row(),
      core::ConfigMap::kind_row(),
      core::Endpoints::kind_row(),
      core::Event::kind_row(),
      core::Namespace::kind_row(),
      core::Node::kind_row(),
      core::Pod::kind_row(),
      core::Secret::kind_row(),
      core::ServiceAccount::kind_row(),
      core::Service::kind_row(),
      apps::Deployment::kind_row(),
      apps::ReplicaSet::kind_row(),
      events::Event::kind_row(),
      coordination::Lease::kind_row(),
      discovery::EndpointSlice::kind_row(),
  };
  return served;
}

const schema::Kind* find_kind(std::string_view group, std::string_view version,
                              std::string_view plural) {
  for (const schema::Kind& kind : kinds())
    if (kind.plural == plural && kind.group == group && kind.version == version) return &kind;
  return nullptr;
}

const schema::Kind* find_kind_by_name(std::string_view group, std::string_view version,
                                      std::string_view kind) {
  for (const schema::Kind& row : kinds())
    if (row.kind == kind && row.group == group && row.version == version) return &row;
  return nullptr;
}

const schema::Struct* subresource_type(const schema::Subresource& subresource) {
  if (subresource.verbs.empty()) return nullptr;
  if (const auto* kind =
          find_kind_by_name(subresource.group, subresource.version, subresource.kind))
    return kind->structure;
  // Kinds that exist as subresources only.
  struct Row {
    std::string_view group, kind;
    const schema::Struct* structure;
  };
  const Row others[] = {
      {"autoscaling", "Scale", &autoscaling::Scale::descriptor()},
      {"policy", "Eviction", &policy::Eviction::descriptor()},
      {"authentication.k8s.io", "TokenRequest", &authentication::TokenRequest::descriptor()},
  };
  for (const Row& row : others)
    if (row.group == subresource.group && row.kind == subresource.kind) return row.structure;
  return nullptr;
}

}  // namespace shoal
