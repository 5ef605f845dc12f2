#include "storage/store/key.hpp"

namespace shoal::store {

std::string key_prefix(std::string_view group, std::string_view resource, std::string_view ns) {
  std::string out;
  out.reserve(group.size() + resource.size() + ns.size() + 3);
  out.append(group).append("/").append(resource).append("/");
  if (!ns.empty()) out.append(ns).append("/");
  return out;
}

std::string object_key(std::string_view group, std::string_view resource, std::string_view ns,
                       std::string_view name) {
  return key_prefix(group, resource, ns).append(name);
}

std::string namespace_key(std::string_view name) {
  return object_key("", "namespaces", "", name);
}

}  // namespace shoal::store
