#include "actors/apiserver/request/target.hpp"

namespace shoal::api {
namespace {

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  size_t from = 0;
  while (from < path.size()) {
    size_t to = path.find('/', from);
    if (to == std::string_view::npos) to = path.size();
    if (to > from) parts.push_back(path.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

bool is_true(std::string_view value) {
  return value == "true" || value == "1";
}

Verb verb_of(std::string_view method, const Target& target, const Query& query) {
  if (method == "POST") return Verb::create;
  if (method == "PUT") return Verb::update;
  if (method == "PATCH") return Verb::patch;
  if (method == "DELETE") return target.name.empty() ? Verb::remove_collection : Verb::remove;
  if (method != "GET" && method != "HEAD") return Verb::other;
  if (!target.name.empty()) return Verb::get;
  return is_true(query_value(query, "watch")) ? Verb::watch : Verb::list;
}

// A watch of one object: /api/v1/watch/… is the old form of ?watch=true and sets the verb itself.
bool take_legacy_watch(std::vector<std::string_view>& parts) {
  if (parts.empty() || parts.front() != "watch") return false;
  parts.erase(parts.begin());
  return true;
}

void read_resource(std::vector<std::string_view> parts, Target& target) {
  // namespaces/NS/plural/… is inside a namespace; namespaces/NS and its own subresources are not.
  if (parts.size() > 1 && parts[0] == "namespaces") {
    target.space = parts[1];
    bool own = parts.size() == 2 ||
               (parts.size() == 3 && (parts[2] == "status" || parts[2] == "finalize"));
    if (!own) parts.erase(parts.begin(), parts.begin() + 2);
  }
  if (!parts.empty()) target.plural = parts[0];
  if (parts.size() > 1) target.name = parts[1];
  if (parts.size() > 2) target.subresource = parts[2];
  for (size_t i = 3; i < parts.size(); ++i) {
    if (!target.rest.empty()) target.rest += '/';
    target.rest += parts[i];
  }
}

}  // namespace

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::get:
      return "get";
    case Verb::list:
      return "list";
    case Verb::watch:
      return "watch";
    case Verb::create:
      return "create";
    case Verb::update:
      return "update";
    case Verb::patch:
      return "patch";
    case Verb::remove:
      return "delete";
    case Verb::remove_collection:
      return "deletecollection";
    case Verb::other:
      return "";
  }
  return "";
}

std::string_view query_value(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

bool query_has(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return true;
  }
  return false;
}

std::string Target::qualified() const {
  return group.empty() ? plural : plural + "." + group;
}

Target parse_target(std::string_view method, std::string_view path, const Query& query) {
  Target target;
  target.path = path;
  auto parts = split_path(path);
  size_t skip = 0;
  if (parts.size() > 2 && parts[0] == "api") {
    target.version = parts[1];
    skip = 2;
  } else if (parts.size() > 3 && parts[0] == "apis") {
    target.group = parts[1];
    target.version = parts[2];
    skip = 3;
  }
  if (skip == 0) {
    target.verb = method == "GET" || method == "HEAD" ? Verb::get : Verb::other;
    return target;
  }
  parts.erase(parts.begin(), parts.begin() + static_cast<long>(skip));
  bool legacy_watch = take_legacy_watch(parts);
  target.resource = !parts.empty();
  read_resource(std::move(parts), target);
  target.verb = verb_of(method, target, query);
  if (legacy_watch && (target.verb == Verb::get || target.verb == Verb::list))
    target.verb = Verb::watch;
  return target;
}

}  // namespace shoal::api
