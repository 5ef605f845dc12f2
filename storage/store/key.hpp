#pragma once
// Keys of objects: group/resource/namespace/name, or group/resource/name when cluster-scoped; the
// core group is empty, so its keys start with a slash. Order by bytes is Kubernetes' list order.
// Pure.

#include <string>
#include <string_view>

namespace shoal::store {

std::string object_key(std::string_view group, std::string_view resource, std::string_view ns,
                       std::string_view name);  // ns empty: cluster-scoped
// All objects of a resource (ns empty) or of one namespace of it, for scans and watches.
std::string key_prefix(std::string_view group, std::string_view resource, std::string_view ns = "");
std::string namespace_key(std::string_view name);  // for log::guard::NamespaceActive

}  // namespace shoal::store
