#include "actors/controllers/testing/notation.hpp"

#include <algorithm>
#include <cctype>

#include "actors/objects/codec.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/values/time.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::controllers::testing {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string uid_of(std::string_view kind, std::string_view name) {
  return lower(kind) + "-" + std::string(name);
}

std::string take_text(json::Value& tree, std::string_view key) {
  const auto* found = tree.find(key);
  std::string text = found ? std::string(found->text_or_empty()) : "";
  tree.erase(key);
  return text;
}

json::Value& object_at(json::Value& tree, std::string_view key) {
  auto* found = tree.find(key);
  return found ? *found : tree.set(key, json::Value::object());
}

void add_container(json::Value& spec) {
  if (spec.find("containers")) return;
  json::Value container;
  container.set("name", "main");
  container.set("image", "app");
  spec.set("containers", json::Array{container});
}

void add_containers(json::Value& tree, std::string_view kind) {
  if (kind == "Pod") add_container(object_at(tree, "spec"));
  auto* spec = tree.find("spec");
  if (!spec || !spec->is_object()) return;
  if (auto* pod = spec->find("template")) add_container(object_at(*pod, "spec"));
}

Status add_owner(json::Value& tree, const std::string& owner) {
  if (owner.empty()) return {};
  auto slash = owner.find('/');
  const auto* kind = kind_named(owner.substr(0, slash));
  if (!kind || slash == owner.npos) return {Code::bad_request, "no such owner: " + owner};
  std::string name = owner.substr(slash + 1);
  json::Value reference;
  reference.set("apiVersion", kind->api_version);
  reference.set("kind", kind->kind);
  reference.set("name", name);
  reference.set("uid", uid_of(kind->kind, name));
  reference.set("controller", true);
  reference.set("blockOwnerDeletion", true);
  object_at(tree, "metadata").set("ownerReferences", json::Array{reference});
  return {};
}

Status add_state(json::Value& tree, const std::string& is, WallTime since) {
  if (is.empty()) return {};
  static constexpr std::pair<std::string_view, std::string_view> phases[] = {
      {"pending", "Pending"},
      {"running", "Running"},
      {"ready", "Running"},
      {"failed", "Failed"},
      {"succeeded", "Succeeded"}};
  const auto* found = std::find_if(std::begin(phases), std::end(phases),
                                   [&](const auto& phase) { return phase.first == is; });
  if (found == std::end(phases)) return {Code::bad_request, "a pod is not " + is};
  json::Value ready;
  ready.set("type", "Ready");
  ready.set("status", is == "ready" ? "True" : "False");
  ready.set("lastTransitionTime", api::Time::from_unix_ns(to_unix_ns(since)).to_string());
  auto& status = object_at(tree, "status");
  status.set("phase", found->second);
  status.set("conditions", json::Array{ready});
  if (is != "pending" && !object_at(tree, "spec").find("nodeName"))
    object_at(tree, "spec").set("nodeName", "n1");
  return {};
}

Result<Given> object_of(json::Value tree, WallTime now) {
  const auto* named = tree.find("kind");
  const auto* kind = named ? kind_named(named->text_or_empty()) : nullptr;
  if (!kind) return Status(Code::bad_request, "an object of no kind that is served");
  auto owner = take_text(tree, "owner");
  auto is = take_text(tree, "is");
  auto since = take_text(tree, "since");
  SHOAL_ASSIGN(auto ago, duration_of(since.empty() ? "0s" : since));
  SHOAL_TRY(add_owner(tree, owner));
  SHOAL_TRY(add_state(tree, is, now - ago));
  add_containers(tree, kind->kind);
  auto& metadata = object_at(tree, "metadata");
  if (kind->namespaced && !metadata.find("namespace")) metadata.set("namespace", "default");
  if (const auto* name = metadata.find("name"); name && !metadata.find("uid"))
    metadata.set("uid", uid_of(kind->kind, name->text_or_empty()));
  Given given{kind, schema::Box(*kind->structure)};
  schema::DecodeOptions strict{schema::Strictness::strict};
  SHOAL_TRY(schema::decode_json_tree(tree, *kind->structure, given.object.get(), strict));
  return given;
}

}  // namespace

const schema::Kind* kind_named(std::string_view name) {
  std::string wanted = lower(name);
  for (const auto& kind : kinds()) {
    if (wanted == kind.plural || wanted == lower(kind.kind)) return &kind;
    if (std::find(kind.short_names.begin(), kind.short_names.end(), wanted) !=
        kind.short_names.end())
      return &kind;
  }
  return nullptr;
}

Result<std::vector<Given>> objects_of(std::string_view yaml, WallTime now) {
  SHOAL_ASSIGN(auto trees, yaml::parse_all(yaml));
  std::vector<Given> out;
  for (auto& tree : trees) {
    SHOAL_ASSIGN(auto given, object_of(std::move(tree), now));
    out.push_back(std::move(given));
  }
  return out;
}

Result<Duration> duration_of(std::string_view text) {
  SHOAL_ASSIGN(auto parsed, api::Duration::parse(text));
  return Duration(parsed.ns());
}

}  // namespace shoal::controllers::testing
