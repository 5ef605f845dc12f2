#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/coordination.hpp"
#include "schema/kinds/core.hpp"

namespace shoal::api {

void config_map_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& map = row.as<core::ConfigMap>();
  out.text(map.metadata.name);
  out.integer(static_cast<int64_t>(map.data.size() + map.binaryData.size()));
  out.text(ages(map.metadata.creationTimestamp));
}

void namespace_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& space = row.as<core::Namespace>();
  out.text(space.metadata.name);
  out.text(space.status.phase);
  out.text(ages(space.metadata.creationTimestamp));
}

void secret_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& secret = row.as<core::Secret>();
  out.text(secret.metadata.name);
  out.text(secret.type);
  out.integer(static_cast<int64_t>(secret.data.size()));
  out.text(ages(secret.metadata.creationTimestamp));
}

void lease_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& lease = row.as<coordination::Lease>();
  out.text(lease.metadata.name);
  out.text(lease.spec.holderIdentity.value_or(""));
  out.text(ages(lease.metadata.creationTimestamp));
}

}  // namespace shoal::api
