#include "actors/apiserver/table/cells.hpp"

#include "actors/apiserver/table/kind_cells.hpp"
#include "actors/apiserver/table/table.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::api {
namespace {

struct Row {
  std::string_view group, plural;
  void (*cells)(const schema::Box& row, const Ages& ages, json::Writer& out);
};

// Kinds whose columns say more than name and age.
const Row table[] = {
    {"", "configmaps", config_map_cells},
    {"", "namespaces", namespace_cells},
};

void name_and_age(const schema::Kind& kind, const schema::Box& row, const Ages& ages,
                  json::Writer& out) {
  const auto& metadata = objects::metadata_of(kind, row);
  out.text(metadata.name);
  for (size_t i = 1; i < kind.columns.size(); ++i)
    out.text(kind.columns[i].name == "Age" ? ages(metadata.creationTimestamp)
                                           : std::string("<none>"));
}

}  // namespace

std::string Ages::operator()(const api::Time& since) const {
  if (since.is_zero()) return "<unknown>";
  return human_duration(now - wall_from_unix_ns(since.unix_s() * 1'000'000'000));
}

void write_cells(const schema::Kind& kind, const schema::Box& row, WallTime now,
                 json::Writer& out) {
  Ages ages{now};
  for (const Row& candidate : table) {
    if (candidate.group == kind.group && candidate.plural == kind.plural)
      return candidate.cells(row, ages, out);
  }
  name_and_age(kind, row, ages, out);
}

}  // namespace shoal::api
