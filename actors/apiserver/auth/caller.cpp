#include "actors/apiserver/auth/caller.hpp"

#include <algorithm>

#include "actors/apiserver/request/errors.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view bearer = "Bearer ";

bool starts_with_any(std::string_view path, std::initializer_list<std::string_view> roots) {
  return std::any_of(roots.begin(), roots.end(), [&](std::string_view root) {
    return path == root || (path.starts_with(root) && path[root.size()] == '/');
  });
}

bool is_public(const Target& target) {
  return !target.resource && target.verb == Verb::get &&
         starts_with_any(target.path, {"/healthz", "/livez", "/readyz", "/version"});
}

bool is_discovery(const Target& target) {
  return !target.resource && target.verb == Verb::get &&
         starts_with_any(target.path, {"/api", "/apis", "/openapi"});
}

// A node's own identity: everything an agent writes and reads. Whose pods they are is checked by
// guards (node epoch), not by name.
bool node_may(const Caller& caller, const Target& target) {
  if (!caller.in_group(group_nodes)) return false;
  if (target.verb == Verb::get || target.verb == Verb::list || target.verb == Verb::watch)
    return true;
  return target.plural == "nodes" || target.plural == "pods" || target.plural == "events" ||
         target.plural == "leases";
}

bool is_controller(const Caller& caller) {
  return caller.user.starts_with("system:serviceaccount:kube-system:") ||
         caller.user == "system:kube-scheduler";
}

Status refuse(const Caller& caller, const Target& target) {
  if (!target.resource) {
    std::string verb = target.verb == Verb::get ? "get" : "post";
    return forbidden(
        {}, "", "User \"" + caller.user + "\" cannot " + verb + " path \"" + target.path + "\"");
  }
  std::string why = "User \"" + caller.user + "\" cannot " + std::string(verb_name(target.verb)) +
                    " resource \"" + target.plural;
  if (!target.subresource.empty()) why += "/" + target.subresource;
  why += "\" in API group \"" + target.group + "\" ";
  why += target.space.empty() ? std::string("at the cluster scope")
                              : "in the namespace \"" + target.space + "\"";
  return forbidden({target.group, target.plural, ""}, target.name, why);
}

}  // namespace

bool Caller::in_group(std::string_view group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

Authentication authenticate(const Credentials& credentials, const TokenCheck& check_token) {
  Authentication result;
  if (!credentials.certificate_user.empty()) {
    result.caller = {credentials.certificate_user, "", credentials.certificate_groups};
    result.caller.groups.emplace_back(group_authenticated);
    return result;
  }
  if (credentials.authorization.starts_with(bearer)) {
    auto known = check_token(std::string_view(credentials.authorization).substr(bearer.size()));
    if (!known) {
      result.status = unauthorized();
      return result;
    }
    result.caller = std::move(*known);
    result.caller.groups.emplace_back(group_authenticated);
    return result;
  }
  result.caller = {"system:anonymous", "", {std::string(group_unauthenticated)}};
  return result;
}

Status authorize(const Caller& caller, const Target& target) {
  if (caller.in_group(group_masters) || is_public(target)) return {};
  if (caller.in_group(group_authenticated)) {
    if (is_discovery(target) || node_may(caller, target) || is_controller(caller)) return {};
  }
  return refuse(caller, target);
}

}  // namespace shoal::api
