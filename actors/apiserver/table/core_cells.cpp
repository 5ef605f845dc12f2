#include "actors/apiserver/table/kind_cells.hpp"
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

}  // namespace shoal::api
