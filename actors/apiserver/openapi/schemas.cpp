#include "actors/apiserver/openapi/schemas.hpp"

#include <array>
#include <string>

#include "schema/kinds/meta.hpp"

namespace shoal::api {
namespace {

using schema::Field;
using schema::Shape;
using schema::Struct;
using schema::Type;

void pair(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}

// Value types that have a schema of their own, referred to by name.
struct ValueType {
  Type type;
  std::string_view name, json;
};
constexpr std::array value_types{
    ValueType{Type::int_or_string, "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
              R"({"description":"A number or a name.","format":"int-or-string",)"
              R"("oneOf":[{"type":"integer"},{"type":"string"}]})"},
    ValueType{Type::quantity, "io.k8s.apimachinery.pkg.api.resource.Quantity",
              R"({"description":"An amount with an optional suffix: 500m, 1.5, 2Gi, 1e3.",)"
              R"("oneOf":[{"type":"string"},{"type":"number"}]})"},
    ValueType{Type::time, "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
              R"({"description":"A moment, to the second (RFC 3339).","format":"date-time",)"
              R"("type":"string"})"},
    ValueType{Type::micro_time, "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
              R"({"description":"A moment, to the microsecond (RFC 3339).",)"
              R"("format":"date-time","type":"string"})"},
    ValueType{Type::duration, "io.k8s.apimachinery.pkg.apis.meta.v1.Duration",
              R"({"description":"A length of time: 1h30m, 10s.","type":"string"})"},
};

std::string_view reference_of(const Field& field) {
  if (field.type == Type::structure) return field.structure->openapi_name;
  for (const auto& value : value_types) {
    if (value.type == field.type) return value.name;
  }
  return {};
}

void scalar(const Field& field, json::Writer& out) {
  switch (field.type) {
    case Type::boolean:
      return pair(out, "type", "boolean");
    case Type::int32:
    case Type::int64:
      pair(out, "type", "integer");
      return pair(out, "format", field.type == Type::int32 ? "int32" : "int64");
    case Type::float64:
      pair(out, "type", "number");
      return pair(out, "format", "double");
    case Type::data:
      pair(out, "type", "string");
      return pair(out, "format", "byte");
    case Type::json:
      return pair(out, "type", "object");
    default:
      return pair(out, "type", "string");
  }
}

void enumeration(const Field& field, json::Writer& out) {
  if (field.enumeration.empty()) return;
  out.plain_key("enum");
  out.begin_array();
  for (auto value : field.enumeration) out.text(value);
  out.end_array();
}

// What one element is, as members of an open object.
void element(const Field& field, json::Writer& out) {
  auto reference = reference_of(field);
  if (reference.empty()) {
    scalar(field, out);
    return enumeration(field, out);
  }
  out.plain_key("allOf");
  out.begin_array();
  write_reference(reference, out);
  out.end_array();
}

void nested(std::string_view key, const Field& field, json::Writer& out) {
  out.plain_key(key);
  out.begin_object();
  element(field, out);
  if (field.type == Type::structure) {
    out.plain_key("default");
    out.raw("{}");
  }
  out.end_object();
}

void list_extensions(const Field& field, json::Writer& out) {
  switch (field.list_type) {
    case schema::ListType::atomic:
      return pair(out, "x-kubernetes-list-type", "atomic");
    case schema::ListType::set:
      return pair(out, "x-kubernetes-list-type", "set");
    case schema::ListType::map:
      break;
  }
  out.plain_key("x-kubernetes-list-map-keys");
  out.begin_array();
  for (auto key : field.list_keys) out.text(key);
  out.end_array();
  pair(out, "x-kubernetes-list-type", "map");
}

void patch_extensions(const Field& field, json::Writer& out) {
  if (!field.merge_key.empty()) pair(out, "x-kubernetes-patch-merge-key", field.merge_key);
  if (field.patch_merge && field.patch_retain_keys)
    pair(out, "x-kubernetes-patch-strategy", "merge,retainKeys");
  else if (field.patch_merge || field.patch_retain_keys)
    pair(out, "x-kubernetes-patch-strategy", field.patch_merge ? "merge" : "retainKeys");
}

void default_of(const Field& field, json::Writer& out) {
  bool empty_struct = field.type == Type::structure && field.shape == Shape::single;
  if (field.default_json.empty() && !empty_struct) return;
  out.plain_key("default");
  out.raw(field.default_json.empty() ? std::string_view("{}") : field.default_json);
}

void property(const Field& field, json::Writer& out) {
  out.plain_key(field.name);
  out.begin_object();
  if (!field.doc.empty()) pair(out, "description", field.doc);
  default_of(field, out);
  if (field.shape == Shape::list) {
    pair(out, "type", "array");
    nested("items", field, out);
    list_extensions(field, out);
  } else if (field.shape == Shape::map) {
    pair(out, "type", "object");
    nested("additionalProperties", field, out);
  } else {
    element(field, out);
  }
  bool is_map = field.shape == Shape::map || field.type == Type::structure;
  if (field.atomic && is_map && field.shape != Shape::list)
    pair(out, "x-kubernetes-map-type", "atomic");
  patch_extensions(field, out);
  out.end_object();
}

void type_properties(json::Writer& out) {
  constexpr std::string_view text[][2] = {
      {"apiVersion", "The group and version that the object is written in."},
      {"kind", "What the object is."}};
  for (const auto& [name, description] : text) {
    out.plain_key(name);
    out.begin_object();
    pair(out, "description", description);
    pair(out, "type", "string");
    out.end_object();
  }
}

void required(const Struct& type, json::Writer& out) {
  bool any = false;
  for (const auto& field : type.fields) {
    if (!field.required && !field.listed_required) continue;
    if (!any) {
      out.plain_key("required");
      out.begin_array();
    }
    any = true;
    out.text(field.name);
  }
  if (any) out.end_array();
}

std::string list_name(const schema::Kind& kind) {
  return std::string(kind.structure->openapi_name) + "List";
}

}  // namespace

void write_reference(std::string_view name, json::Writer& out) {
  out.begin_object();
  pair(out, "$ref", std::string(schema_prefix) + std::string(name));
  out.end_object();
}

void write_gvk(std::string_view group, std::string_view version, std::string_view kind,
               json::Writer& out) {
  out.begin_object();
  pair(out, "group", group);
  pair(out, "kind", kind);
  pair(out, "version", version);
  out.end_object();
}

void Schemas::add(const schema::Kind& kind) {
  add(*kind.structure, kind.group, kind.version, kind.kind);
  lists_[list_name(kind)] = &kind;
  reach(meta::ListMeta::descriptor());
  reach(meta::Status::descriptor());
  add(meta::DeleteOptions::descriptor(), kind.group, kind.version, "DeleteOptions");
}

void Schemas::add(const schema::Struct& type, std::string_view group, std::string_view version,
                  std::string_view kind) {
  reach(type);
  auto& names = named_[&type];
  for (const auto& name : names) {
    if (name.group == group && name.version == version && name.kind == kind) return;
  }
  names.push_back({group, version, kind});
}

void Schemas::reach(const Struct& type) {
  if (!types_.emplace(type.openapi_name, &type).second) return;
  for (const auto& field : type.fields) {
    if (field.type == Type::structure) reach(*field.structure);
  }
}

void Schemas::write_struct(const Struct& type, json::Writer& out) const {
  out.begin_object();
  if (!type.doc.empty()) pair(out, "description", type.doc);
  pair(out, "type", "object");
  auto named = named_.find(&type);
  bool top = named != named_.end() || type.openapi_name == status_schema;
  out.plain_key("properties");
  out.begin_object();
  if (top) type_properties(out);
  for (const auto& field : type.fields) property(field, out);
  out.end_object();
  required(type, out);
  if (type.atomic) pair(out, "x-kubernetes-map-type", "atomic");
  if (named != named_.end()) {
    out.plain_key("x-kubernetes-group-version-kind");
    out.begin_array();
    for (const auto& gvk : named->second) write_gvk(gvk.group, gvk.version, gvk.kind, out);
    out.end_array();
  }
  out.end_object();
}

void Schemas::write_list(const schema::Kind& kind, json::Writer& out) const {
  out.begin_object();
  pair(out, "description", "Objects of the kind " + std::string(kind.kind) + ".");
  pair(out, "type", "object");
  out.plain_key("properties");
  out.begin_object();
  type_properties(out);
  out.plain_key("items");
  out.begin_object();
  pair(out, "type", "array");
  out.plain_key("items");
  write_reference(kind.structure->openapi_name, out);
  out.end_object();
  out.plain_key("metadata");
  write_reference(meta::ListMeta::descriptor().openapi_name, out);
  out.end_object();
  out.plain_key("required");
  out.raw(R"(["items"])");
  out.plain_key("x-kubernetes-group-version-kind");
  out.begin_array();
  write_gvk(kind.group, kind.version, std::string(kind.kind) + "List", out);
  out.end_array();
  out.end_object();
}

void Schemas::write(json::Writer& out) const {
  out.begin_object();
  for (const auto& [name, type] : types_) {
    out.plain_key(name);
    write_struct(*type, out);
  }
  for (const auto& [name, kind] : lists_) {
    out.plain_key(name);
    write_list(*kind, out);
  }
  for (const auto& value : value_types) {
    out.plain_key(value.name);
    out.raw(value.json);
  }
  out.plain_key(patch_schema);
  out.raw(R"({"description":"A change, in one of the forms of a patch.","type":"object"})");
  out.end_object();
}

}  // namespace shoal::api
