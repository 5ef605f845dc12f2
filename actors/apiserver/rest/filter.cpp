#include "actors/apiserver/rest/filter.hpp"

#include "actors/apiserver/request/errors.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/walk/access_path.hpp"

namespace shoal::api {
namespace {

struct Selectable {
  std::string_view group, plural;
  std::vector<std::string> fields;
};

// Beside metadata.name and metadata.namespace, which every kind has.
const Selectable table[] = {
    {"",
     "pods",
     {"spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
      "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"}},
    {"", "nodes", {"spec.unschedulable"}},
    {"", "namespaces", {"status.phase"}},
    {"", "secrets", {"type"}},
    {"", "services", {"spec.clusterIP", "spec.type"}},
    {"",
     "events",
     {"involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
      "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
      "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"}},
    {"events.k8s.io",
     "events",
     {"regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason",
      "type"}},
};

}  // namespace

std::vector<std::string> selectable_fields(const schema::Kind& kind) {
  std::vector<std::string> fields{"metadata.name"};
  if (kind.namespaced) fields.push_back("metadata.namespace");
  for (const auto& row : table) {
    if (row.group == kind.group && row.plural == kind.plural)
      fields.insert(fields.end(), row.fields.begin(), row.fields.end());
  }
  return fields;
}

Result<Filter> Filter::make(const schema::Kind& kind, const ListOptions& options) {
  Filter filter;
  SHOAL_ASSIGN(filter.labels_, schema::LabelSelector::parse(options.label_selector));
  SHOAL_ASSIGN(filter.fields_, schema::FieldSelector::parse(options.field_selector));
  SHOAL_TRY(filter.fields_.check(selectable_fields(kind)));
  return filter;
}

bool Filter::matches(const schema::Kind& kind, const schema::Box& object) const {
  const auto& metadata = objects::metadata_of(kind, object);
  if (!name_.empty() && metadata.name != name_) return false;
  if (!labels_.matches(metadata.labels)) return false;
  if (fields_.requirements().empty()) return true;
  return fields_.matches([&](const std::string& path) {
    return schema::text_at(*kind.structure, object.get(), path);
  });
}

}  // namespace shoal::api
