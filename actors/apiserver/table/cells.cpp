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
    {"", "endpoints", endpoints_cells},
    {"", "events", event_cells},
    {"", "namespaces", namespace_cells},
    {"", "nodes", node_cells},
    {"", "pods", pod_cells},
    {"", "secrets", secret_cells},
    {"", "services", service_cells},
    {"apps", "deployments", deployment_cells},
    {"apps", "replicasets", replica_set_cells},
    {"coordination.k8s.io", "leases", lease_cells},
    {"discovery.k8s.io", "endpointslices", endpoint_slice_cells},
    {"events.k8s.io", "events", new_event_cells},
};

void name_and_age(const schema::Kind& kind, const schema::Box& row, const Ages& ages,
                  json::Writer& out) {
  const auto& metadata = objects::metadata_of(kind, row);
  out.text(metadata.name);
  for (size_t i = 1; i < kind.columns.size(); ++i)
    out.text(kind.columns[i].name == "Age" ? ages(metadata.creationTimestamp)
                                           : std::string(cell_none));
}

}  // namespace

std::string Ages::operator()(const api::Time& since) const {
  if (since.is_zero()) return std::string(cell_unknown);
  return human_duration(now - wall_from_unix_ns(since.unix_s() * 1'000'000'000));
}

std::string Ages::operator()(const api::MicroTime& since) const {
  if (since.is_zero()) return std::string(cell_unknown);
  return human_duration(now - wall_from_unix_ns(since.unix_us() * 1'000));
}

std::string_view or_else(std::string_view text, std::string_view otherwise) {
  return text.empty() ? otherwise : text;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) {
    if (&word != &words.front()) out += between;
    out += word;
  }
  return out;
}

void ShortList::add(std::string word) {
  ++count;
  if (shown.size() < shown_max) shown.push_back(std::move(word));
}

std::string ShortList::text(std::string_view empty) const {
  if (count > shown_max)
    return joined(shown) + " + " + std::to_string(count - shown_max) + " more...";
  return std::string(or_else(joined(shown), empty));
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
