#include "actors/apiserver/discovery/discovery.hpp"

#include <algorithm>
#include <vector>

#include "schema/json/writer.hpp"

namespace shoal::api {
namespace {

using schema::Kind;

// Calls visit for each comma-separated word.
template <class Visit>
void each_word(std::string_view list, Visit visit) {
  while (!list.empty()) {
    auto comma = list.find(',');
    visit(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
}

void words(json::Writer& out, std::string_view key, std::string_view list) {
  out.plain_key(key);
  out.begin_array();
  each_word(list, [&](std::string_view word) { out.text(word); });
  out.end_array();
}

void words(json::Writer& out, std::string_view key, std::span<const std::string_view> list) {
  if (list.empty()) return;
  out.plain_key(key);
  out.begin_array();
  for (auto word : list) out.text(word);
  out.end_array();
}

void text(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}

std::string group_version(std::string_view group, std::string_view version) {
  return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
}

// Groups in the order of the table; versions likewise (the first one is preferred).
std::vector<std::string_view> groups_of(Kinds kinds) {
  std::vector<std::string_view> groups;
  for (const Kind& kind : kinds) {
    if (kind.group.empty()) continue;
    if (std::find(groups.begin(), groups.end(), kind.group) == groups.end())
      groups.push_back(kind.group);
  }
  return groups;
}

std::vector<std::string_view> versions_of(Kinds kinds, std::string_view group) {
  std::vector<std::string_view> versions;
  for (const Kind& kind : kinds) {
    if (kind.group != group) continue;
    if (std::find(versions.begin(), versions.end(), kind.version) == versions.end())
      versions.push_back(kind.version);
  }
  return versions;
}

std::vector<const Kind*> resources_of(Kinds kinds, std::string_view group,
                                      std::string_view version) {
  std::vector<const Kind*> found;
  for (const Kind& kind : kinds) {
    if (kind.group == group && kind.version == version) found.push_back(&kind);
  }
  std::sort(found.begin(), found.end(),
            [](const Kind* a, const Kind* b) { return a->plural < b->plural; });
  return found;
}

void write_group_version(json::Writer& out, std::string_view group, std::string_view version) {
  out.begin_object();
  text(out, "groupVersion", group_version(group, version));
  text(out, "version", version);
  out.end_object();
}

void write_group_body(json::Writer& out, Kinds kinds, std::string_view group) {
  auto versions = versions_of(kinds, group);
  text(out, "name", group);
  out.plain_key("versions");
  out.begin_array();
  for (auto version : versions) write_group_version(out, group, version);
  out.end_array();
  out.plain_key("preferredVersion");
  write_group_version(out, group, versions.front());
}

void write_resource(json::Writer& out, const Kind& kind) {
  out.begin_object();
  text(out, "name", kind.plural);
  text(out, "singularName", kind.singular);
  out.plain_key("namespaced");
  out.boolean(kind.namespaced);
  text(out, "kind", kind.kind);
  words(out, "verbs", kind.verbs);
  words(out, "shortNames", kind.short_names);
  words(out, "categories", kind.categories);
  out.end_object();
}

bool serves_own_kind(const schema::Subresource& sub, const Kind& kind) {
  return sub.group == kind.group && sub.version == kind.version;
}

void write_subresource(json::Writer& out, const Kind& kind, const schema::Subresource& sub) {
  out.begin_object();
  text(out, "name", std::string(kind.plural) + "/" + std::string(sub.name));
  text(out, "singularName", "");
  out.plain_key("namespaced");
  out.boolean(kind.namespaced);
  if (!serves_own_kind(sub, kind)) {
    text(out, "group", sub.group);
    text(out, "version", sub.version);
  }
  text(out, "kind", sub.kind);
  words(out, "verbs", sub.verbs);
  out.end_object();
}

void write_response_kind(json::Writer& out, std::string_view group, std::string_view version,
                         std::string_view kind) {
  out.plain_key("responseKind");
  out.begin_object();
  text(out, "group", group);
  text(out, "version", version);
  text(out, "kind", kind);
  out.end_object();
}

void write_aggregated_resource(json::Writer& out, const Kind& kind) {
  out.begin_object();
  text(out, "resource", kind.plural);
  write_response_kind(out, kind.group, kind.version, kind.kind);
  text(out, "scope", kind.namespaced ? "Namespaced" : "Cluster");
  text(out, "singularResource", kind.singular);
  words(out, "verbs", kind.verbs);
  words(out, "shortNames", kind.short_names);
  words(out, "categories", kind.categories);
  if (!kind.subresources.empty()) {
    out.plain_key("subresources");
    out.begin_array();
    for (const auto& sub : kind.subresources) {
      out.begin_object();
      text(out, "subresource", sub.name);
      write_response_kind(out, sub.group, sub.version, sub.kind);
      words(out, "verbs", sub.verbs);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
}

void write_aggregated_group(json::Writer& out, Kinds kinds, std::string_view group) {
  out.begin_object();
  out.plain_key("metadata");
  out.begin_object();
  if (!group.empty()) text(out, "name", group);
  out.plain_key("creationTimestamp");
  out.null();
  out.end_object();
  out.plain_key("versions");
  out.begin_array();
  for (auto version : versions_of(kinds, group)) {
    out.begin_object();
    text(out, "version", version);
    out.plain_key("resources");
    out.begin_array();
    for (const Kind* kind : resources_of(kinds, group, version))
      write_aggregated_resource(out, *kind);
    out.end_array();
    text(out, "freshness", "Current");
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

}  // namespace

std::string api_versions(std::string_view server_address) {
  json::Writer out;
  out.begin_object();
  text(out, "kind", "APIVersions");
  words(out, "versions", "v1");
  out.plain_key("serverAddressByClientCIDRs");
  out.begin_array();
  out.begin_object();
  text(out, "clientCIDR", "0.0.0.0/0");
  text(out, "serverAddress", server_address);
  out.end_object();
  out.end_array();
  out.end_object();
  return out.take();
}

std::string api_group_list(Kinds kinds) {
  json::Writer out;
  out.begin_object();
  text(out, "kind", "APIGroupList");
  text(out, "apiVersion", "v1");
  out.plain_key("groups");
  out.begin_array();
  for (auto group : groups_of(kinds)) {
    out.begin_object();
    write_group_body(out, kinds, group);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

std::optional<std::string> api_group(Kinds kinds, std::string_view group) {
  if (group.empty() || versions_of(kinds, group).empty()) return std::nullopt;
  json::Writer out;
  out.begin_object();
  text(out, "kind", "APIGroup");
  text(out, "apiVersion", "v1");
  write_group_body(out, kinds, group);
  out.end_object();
  return out.take();
}

std::optional<std::string> api_resource_list(Kinds kinds, std::string_view group,
                                             std::string_view version) {
  auto resources = resources_of(kinds, group, version);
  if (resources.empty()) return std::nullopt;
  json::Writer out;
  out.begin_object();
  text(out, "kind", "APIResourceList");
  if (!group.empty()) text(out, "apiVersion", "v1");
  text(out, "groupVersion", group_version(group, version));
  out.plain_key("resources");
  out.begin_array();
  for (const Kind* kind : resources) {
    write_resource(out, *kind);
    for (const auto& sub : kind->subresources) write_subresource(out, *kind, sub);
  }
  out.end_array();
  out.end_object();
  return out.take();
}

std::string aggregated_discovery(Kinds kinds, bool core) {
  json::Writer out;
  out.begin_object();
  text(out, "kind", "APIGroupDiscoveryList");
  text(out, "apiVersion", "apidiscovery.k8s.io/v2");
  out.plain_key("metadata");
  out.begin_object();
  out.end_object();
  out.plain_key("items");
  out.begin_array();
  if (core) write_aggregated_group(out, kinds, "");
  if (!core) {
    for (auto group : groups_of(kinds)) write_aggregated_group(out, kinds, group);
  }
  out.end_array();
  out.end_object();
  return out.take();
}

bool wants_aggregated(std::string_view accept) {
  while (!accept.empty()) {
    auto comma = accept.find(',');
    auto clause = accept.substr(0, comma);
    if (clause.find("g=apidiscovery.k8s.io") != std::string_view::npos &&
        clause.find("v=v2") != std::string_view::npos &&
        clause.find("v=v2beta1") == std::string_view::npos &&
        clause.find("application/json") != std::string_view::npos)
      return true;
    accept = comma == std::string_view::npos ? std::string_view() : accept.substr(comma + 1);
  }
  return false;
}

}  // namespace shoal::api
