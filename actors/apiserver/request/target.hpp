#pragma once
// Target: what a request's method and path ask for, as Kubernetes' RequestInfo reads them. Pure;
// says nothing about whether the resource exists or the caller may.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shoal::api {

enum class Verb { get, list, watch, create, update, patch, remove, remove_collection, other };

// Kubernetes' name of a verb, as authorization and audit use it (delete, deletecollection, …).
std::string_view verb_name(Verb verb);

using Query = std::vector<std::pair<std::string, std::string>>;  // decoded, in order

// First value of a query parameter; empty when there is none.
std::string_view query_value(const Query& query, std::string_view name);
bool query_has(const Query& query, std::string_view name);

struct Target {
  bool resource = false;  // below /api/VERSION or /apis/GROUP/VERSION, and longer than discovery
  Verb verb = Verb::other;
  std::string path;   // as asked, without the query
  std::string group;  // empty: core
  std::string version;
  std::string space;   // namespace; empty: cluster scope or all namespaces
  std::string plural;  // pods
  std::string name;    // empty: the collection
  std::string subresource;
  std::string rest;  // what follows the subresource (proxy paths)

  // plural.group, or plural for core: how messages name a resource.
  std::string qualified() const;
};

// `method` is GET, POST, PUT, PATCH, DELETE, HEAD; other methods give Verb::other. A path that is
// not below /api or /apis is a non-resource target: only path and verb (get, post as `other`, …)
// are set.
Target parse_target(std::string_view method, std::string_view path, const Query& query);

}  // namespace shoal::api
