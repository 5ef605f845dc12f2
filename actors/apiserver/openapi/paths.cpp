#include "actors/apiserver/openapi/paths.hpp"

#include <array>
#include <cctype>
#include <vector>

#include "actors/apiserver/openapi/schemas.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::api {
namespace {

using schema::Kind;

void pair(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}

struct Parameter {
  std::string_view name, in, type, text;
};
constexpr Parameter pretty{"pretty", "query", "string", "Whether to print with line breaks."};
constexpr Parameter dry_run{"dryRun", "query", "string",
                            "All: decide and answer, but store nothing."};
constexpr Parameter manager{"fieldManager", "query", "string",
                            "The name of who or what makes the change."};
constexpr Parameter validation{
    "fieldValidation", "query", "string",
    "What becomes of unknown and repeated fields: Ignore, Warn (default) or Strict."};
constexpr Parameter force{"force", "query", "boolean", "Take fields over from other managers."};
constexpr Parameter space_name{"namespace", "path", "string", "The namespace."};
constexpr Parameter object_name{"name", "path", "string", "The object's name."};
constexpr std::array write_parameters{dry_run, manager, validation};
constexpr std::array patch_parameters{dry_run, manager, validation, force};
constexpr std::array list_parameters{
    Parameter{"allowWatchBookmarks", "query", "boolean", "Send bookmarks now and then."},
    Parameter{"continue", "query", "string", "Where the last part of the list ended."},
    Parameter{"fieldSelector", "query", "string", "Only objects whose fields are so."},
    Parameter{"labelSelector", "query", "string", "Only objects whose labels are so."},
    Parameter{"limit", "query", "integer", "At most so many objects."},
    Parameter{"resourceVersion", "query", "string", "How new the answer must be."},
    Parameter{"resourceVersionMatch", "query", "string", "How resourceVersion is meant."},
    Parameter{"sendInitialEvents", "query", "boolean", "Begin a watch with what there is."},
    Parameter{"timeoutSeconds", "query", "integer", "End after so many seconds."},
    Parameter{"watch", "query", "boolean", "Go on with every change."},
};
constexpr std::array remove_parameters{
    dry_run,
    Parameter{"gracePeriodSeconds", "query", "integer", "How long the object may stay."},
    Parameter{"propagationPolicy", "query", "string", "Orphan, Background or Foreground."},
};

void write_parameter(const Parameter& parameter, json::Writer& out) {
  out.begin_object();
  pair(out, "name", parameter.name);
  pair(out, "in", parameter.in);
  pair(out, "description", parameter.text);
  if (parameter.in == "path") {
    out.plain_key("required");
    out.boolean(true);
  }
  out.plain_key("schema");
  out.begin_object();
  pair(out, "type", parameter.type);
  out.plain_key("uniqueItems");
  out.boolean(true);
  out.end_object();
  out.end_object();
}

// One operation: a method on a path and what it means for which kind.
struct Operation {
  std::string_view method, action, verb;  // post, post, create
  std::span<const Parameter> parameters;
  std::string_view body, answer;  // OpenAPI names; body empty: none
  bool created = false;           // answers 201 too
};

constexpr std::string_view object_types[] = {"application/json", "application/yaml",
                                             "application/vnd.kubernetes.protobuf"};
constexpr std::string_view patch_types[] = {"application/json-patch+json",
                                            "application/merge-patch+json",
                                            "application/strategic-merge-patch+json"};

void write_content(std::span<const std::string_view> media, std::string_view schema,
                   json::Writer& out) {
  out.plain_key("content");
  out.begin_object();
  for (auto type : media) {
    out.plain_key(type);
    out.begin_object();
    out.plain_key("schema");
    write_reference(schema, out);
    out.end_object();
  }
  out.end_object();
}

void write_response(std::string_view code, std::string_view text, std::string_view schema,
                    json::Writer& out) {
  out.plain_key(code);
  out.begin_object();
  pair(out, "description", text);
  write_content(object_types, schema, out);
  out.end_object();
}

// The place operations stand at, with the kind they speak of.
struct Place {
  std::string path;
  std::string id;  // what operation ids end with: CoreV1NamespacedPod
  std::string_view group, version, kind;
  std::vector<Parameter> parameters;
};

void write_operation(const Place& place, const Operation& operation, json::Writer& out) {
  out.plain_key(operation.method);
  out.begin_object();
  pair(out, "operationId", std::string(operation.verb) + place.id);
  out.plain_key("parameters");
  out.begin_array();
  for (const auto& parameter : operation.parameters) write_parameter(parameter, out);
  out.end_array();
  if (!operation.body.empty()) {
    out.plain_key("requestBody");
    out.begin_object();
    if (operation.body == patch_schema)
      write_content(patch_types, operation.body, out);
    else
      write_content(object_types, operation.body, out);
    out.end_object();
  }
  out.plain_key("responses");
  out.begin_object();
  write_response("200", "OK", operation.answer, out);
  if (operation.created) write_response("201", "Created", operation.answer, out);
  out.end_object();
  pair(out, "x-kubernetes-action", operation.action);
  out.plain_key("x-kubernetes-group-version-kind");
  write_gvk(place.group, place.version, place.kind, out);
  out.end_object();
}

void write_place(const Place& place, std::span<const Operation> operations, json::Writer& out) {
  if (operations.empty()) return;
  out.key(place.path);
  out.begin_object();
  for (const auto& operation : operations) write_operation(place, operation, out);
  out.plain_key("parameters");
  out.begin_array();
  for (const auto& parameter : place.parameters) write_parameter(parameter, out);
  write_parameter(pretty, out);
  out.end_array();
  out.end_object();
}

bool has_verb(std::string_view verbs, std::string_view verb) {
  for (size_t at = 0; at <= verbs.size();) {
    auto end = std::min(verbs.find(',', at), verbs.size());
    if (verbs.substr(at, end - at) == verb) return true;
    at = end + 1;
  }
  return false;
}

std::string capitalized(std::string_view word) {
  std::string out(word);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

// CoreV1, AppsV1, DiscoveryV1.
std::string group_id(const Kind& kind) {
  auto group = kind.group.empty() ? "core" : kind.group.substr(0, kind.group.find('.'));
  return capitalized(group) + capitalized(kind.version);
}

std::string root_of(const Kind& kind) {
  if (kind.group.empty()) return "/api/" + std::string(kind.version) + "/";
  return "/apis/" + std::string(kind.group) + "/" + std::string(kind.version) + "/";
}

// What can be done to one object: the kind itself or one of its subresources.
std::vector<Operation> object_operations(std::string_view verbs, std::string_view type) {
  std::vector<Operation> all;
  if (has_verb(verbs, "create"))
    all.push_back({"post", "post", "create", write_parameters, type, type, true});
  if (has_verb(verbs, "get")) all.push_back({"get", "get", "read", {}, {}, type});
  if (has_verb(verbs, "update"))
    all.push_back({"put", "put", "replace", write_parameters, type, type, true});
  if (has_verb(verbs, "patch"))
    all.push_back({"patch", "patch", "patch", patch_parameters, patch_schema, type, true});
  if (has_verb(verbs, "delete"))
    all.push_back(
        {"delete", "delete", "delete", remove_parameters, delete_options_schema, status_schema});
  return all;
}

std::string_view type_of(const Kind& kind, const schema::Subresource& sub) {
  if (sub.group == kind.group && sub.version == kind.version && sub.kind == kind.kind)
    return kind.structure->openapi_name;
  if (const auto* type = subresource_type(sub)) return type->openapi_name;
  return status_schema;  // streams: logs, exec
}

void write_collection(const Kind& kind, const Place& place, const std::string& list,
                      json::Writer& out) {
  std::vector<Operation> all;
  if (has_verb(kind.verbs, "list"))
    all.push_back({"get", "list", "list", list_parameters, {}, list});
  if (has_verb(kind.verbs, "create"))
    all.push_back({"post", "post", "create", write_parameters, kind.structure->openapi_name,
                   kind.structure->openapi_name, true});
  if (has_verb(kind.verbs, "deletecollection"))
    all.push_back({"delete", "deletecollection", "deleteCollection", remove_parameters,
                   delete_options_schema, status_schema});
  write_place(place, all, out);
}

}  // namespace

void write_paths(const Kind& kind, json::Writer& out) {
  const std::string root = root_of(kind), plural(kind.plural);
  const std::string list = std::string(kind.structure->openapi_name) + "List";
  const std::string name = (kind.namespaced ? "Namespaced" : "") + std::string(kind.kind);
  Place place{root + (kind.namespaced ? "namespaces/{namespace}/" : "") + plural,
              group_id(kind) + name,
              kind.group,
              kind.version,
              kind.kind,
              {}};
  if (kind.namespaced) {
    place.parameters.push_back(space_name);
    Place everywhere{root + plural, group_id(kind) + std::string(kind.kind) + "ForAllNamespaces",
                     kind.group,    kind.version,
                     kind.kind,     {}};
    Operation all{"get", "list", "list", list_parameters, {}, list};
    if (has_verb(kind.verbs, "list")) write_place(everywhere, {&all, 1}, out);
  }
  write_collection(kind, place, list, out);
  place.path += "/{name}";
  place.parameters.insert(place.parameters.begin(), object_name);
  std::string verbs(kind.verbs);
  if (auto at = verbs.find("create"); at == 0) verbs.erase(0, 6);  // not on the object's own path
  write_place(place, object_operations(verbs, kind.structure->openapi_name), out);
  for (const auto& sub : kind.subresources) {
    Place below = place;
    below.path += "/" + std::string(sub.name);
    below.id += capitalized(sub.name);
    below.group = sub.group, below.version = sub.version, below.kind = sub.kind;
    write_place(below, object_operations(sub.verbs, type_of(kind, sub)), out);
  }
}

}  // namespace shoal::api
