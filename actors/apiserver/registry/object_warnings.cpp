// What a client is told about objects that are valid and yet not what it may think they are.

#include <algorithm>

#include "actors/apiserver/registry/kind_rules.hpp"
#include "schema/kinds/container.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/service.hpp"
#include "schema/kinds/volume.hpp"

namespace shoal::api {
namespace {

std::string place(std::string_view list, size_t i) {
  return std::string(list) + "[" + std::to_string(i) + "]";
}

void warn_of_env(const std::string& path, const core::Container& container, Warnings& warnings) {
  for (size_t i = 0; i < container.env.size(); ++i) {
    auto end = container.env.begin() + static_cast<long>(i);
    bool hides = std::any_of(container.env.begin(), end, [&](const auto& before) {
      return before.name == container.env[i].name;
    });
    if (hides)
      warnings.push_back(place(path + ".env", i) + ": hides previous definition of \"" +
                         container.env[i].name + "\", which may be dropped when using apply");
  }
}

}  // namespace

void warn_of_pod(const Box& object, Warnings& warnings) {
  const auto& spec = object.as<core::Pod>().spec;
  for (size_t i = 0; i < spec.volumes.size(); ++i) {
    const auto& volume = spec.volumes[i];
    auto path = place("spec.volumes", i);
    if (volume.rbd)
      warnings.push_back(path + ".rbd: deprecated in v1.28, non-functional in v1.31+");
    if (volume.scaleIO)
      warnings.push_back(path + ".scaleIO: deprecated in v1.16, non-functional in v1.22+");
    if (volume.projected && volume.projected->sources.empty())
      warnings.push_back("volume \"" + volume.name + "\" (Projected) has no sources provided");
  }
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    warn_of_env(place("spec.initContainers", i), spec.initContainers[i], warnings);
  for (size_t i = 0; i < spec.containers.size(); ++i)
    warn_of_env(place("spec.containers", i), spec.containers[i], warnings);
}

void warn_of_service(const Box& object, Warnings& warnings) {
  const auto& spec = object.as<core::Service>().spec;
  if (!spec.externalIPs.empty())
    warnings.push_back(
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  if (spec.trafficDistribution == "PreferClose")
    warnings.push_back(
        "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
}

}  // namespace shoal::api
