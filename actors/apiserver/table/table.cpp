#include "actors/apiserver/table/table.hpp"

#include "actors/apiserver/table/cells.hpp"
#include "actors/apiserver/table/kind_cells.hpp"
#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::api {
namespace {

void text(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}

void write_head(const TableHead& head, json::Writer& out) {
  text(out, "kind", "Table");
  text(out, "apiVersion", "meta.k8s.io/v1");
  out.plain_key("metadata");
  out.begin_object();
  if (!head.resource_version.empty()) text(out, "resourceVersion", head.resource_version);
  if (!head.continue_token.empty()) text(out, "continue", head.continue_token);
  if (head.remaining > 0) {
    out.plain_key("remainingItemCount");
    out.integer(head.remaining);
  }
  out.end_object();
}

void write_columns(const schema::Kind& kind, bool wanted, json::Writer& out) {
  out.plain_key("columnDefinitions");
  if (!wanted) return out.null();
  out.begin_array();
  for (const auto& column : kind.columns) {
    out.begin_object();
    text(out, "name", column.name);
    text(out, "type", column.type);
    text(out, "format", column.format);
    text(out, "description", column_description(kind, column.name));
    out.plain_key("priority");
    out.integer(column.priority);
    out.end_object();
  }
  out.end_array();
}

// That a pod has come to an end is told beside its cells: kubectl hides such rows on request.
void write_conditions(const schema::Box& row, json::Writer& out) {
  auto end = pod_end(row);
  if (end.reason.empty()) return;
  out.plain_key("conditions");
  out.begin_array();
  out.begin_object();
  text(out, "type", "Completed");
  text(out, "status", "True");
  text(out, "reason", end.reason);
  text(out, "message", end.message);
  out.end_object();
  out.end_array();
}

void write_object(const schema::Kind& kind, const schema::Box& row, IncludeObject include,
                  json::Writer& out) {
  out.plain_key("object");
  if (include == IncludeObject::none) return out.null();
  if (include == IncludeObject::object)
    return schema::encode_json_object({kind.api_version, kind.kind, {}}, *kind.structure, row.get(),
                                      out);
  out.begin_object();
  text(out, "kind", "PartialObjectMetadata");
  text(out, "apiVersion", "meta.k8s.io/v1");
  out.plain_key("metadata");
  schema::encode_json(meta::ObjectMeta::descriptor(), &objects::metadata_of(kind, row), out);
  out.end_object();
}

}  // namespace

void write_table(const schema::Kind& kind, std::span<const schema::Box* const> rows,
                 const TableHead& head, IncludeObject include, WallTime now, json::Writer& out) {
  out.begin_object();
  write_head(head, out);
  write_columns(kind, head.columns, out);
  out.plain_key("rows");
  out.begin_array();
  for (const schema::Box* row : rows) {
    out.begin_object();
    out.plain_key("cells");
    out.begin_array();
    write_cells(kind, *row, now, out);
    out.end_array();
    write_conditions(*row, out);
    write_object(kind, *row, include, out);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

}  // namespace shoal::api
