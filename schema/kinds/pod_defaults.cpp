#include <algorithm>

#include "schema/descriptor/equal.hpp"
#include "schema/descriptor/rules.hpp"
#include "schema/kinds/rules_of.hpp"

namespace shoal {
namespace {

// The tag of an image name: "latest" when it names neither tag nor digest, empty with a digest
// alone.
std::string_view tag_of(std::string_view image) {
  bool digest = image.find('@') != std::string_view::npos;
  image = image.substr(0, image.find('@'));
  auto slash = image.rfind('/');
  auto name = slash == std::string_view::npos ? image : image.substr(slash + 1);
  auto colon = name.rfind(':');
  if (colon != std::string_view::npos) return name.substr(colon + 1);
  return digest || image.empty() ? "" : "latest";
}

std::string pull_policy_for(std::string_view image) {
  return tag_of(image) == "latest" ? "Always" : "IfNotPresent";
}

// What is limited but not requested is requested in full.
void request_what_is_limited(core::ResourceRequirements& resources) {
  for (const auto& [name, limit] : resources.limits)
    if (!resources.requests.contains(name)) resources.requests[name] = limit;
}

// On the node's own network a container's port is the node's.
void open_host_ports(std::vector<core::Container>& containers) {
  for (core::Container& container : containers)
    for (core::ContainerPort& port : container.ports)
      if (port.hostPort == 0) port.hostPort = port.containerPort;
}

bool pod_level(std::string_view resource) {
  return resource == "cpu" || resource == "memory" || resource.starts_with("hugepages-");
}

void raise_to(Amounts& amounts, const Amounts& others) {
  for (const auto& [name, amount] : others)
    if (amounts[name] < amount) amounts[name] = amount;
}

// What the containers ask for together: those that run side by side add up, and each init container
// needs room before them, beside the sidecars started so far.
Amounts requests_of(const core::PodSpec& spec) {
  Amounts running, sidecars, peak;
  for (const core::Container& container : spec.containers)
    for (const auto& [name, amount] : container.resources.requests) running[name] += amount;
  for (const core::Container& init : spec.initContainers) {
    Amounts now = sidecars;
    for (const auto& [name, amount] : init.resources.requests) now[name] += amount;
    if (init.restartPolicy == "Always") sidecars = now;
    raise_to(peak, now);
  }
  for (const auto& [name, amount] : sidecars) running[name] += amount;
  raise_to(running, peak);
  return running;
}

void request_for_the_pod(core::PodSpec& spec) {
  core::ResourceRequirements& pod = *spec.resources;
  if (pod.limits.empty() && pod.requests.empty()) return;
  for (const auto& [name, amount] : requests_of(spec))
    if (pod_level(name) && !pod.requests.contains(name)) pod.requests[name] = amount;
  for (const auto& [name, limit] : pod.limits)
    if (pod_level(name) && !pod.requests.contains(name)) pod.requests[name] = limit;
}

}  // namespace

void default_pod(core::Pod& pod) {
  core::PodSpec& spec = pod.spec;
  for (core::Container& container : spec.containers) request_what_is_limited(container.resources);
  for (core::Container& container : spec.initContainers)
    request_what_is_limited(container.resources);
  if (spec.resources) request_for_the_pod(spec);
  if (!spec.enableServiceLinks) spec.enableServiceLinks = true;
  if (spec.hostNetwork) {
    open_host_ports(spec.containers);
    open_host_ports(spec.initContainers);
  }
}

void default_pod_spec(core::PodSpec& spec) {
  // serviceAccount is the old name of serviceAccountName: the new one wins, both are shown.
  if (spec.serviceAccountName.empty()) spec.serviceAccountName = spec.serviceAccount;
  spec.serviceAccount = spec.serviceAccountName;
}

void default_container(core::Container& container) {
  if (container.imagePullPolicy.empty())
    container.imagePullPolicy = pull_policy_for(container.image);
}

void default_ephemeral_container(core::EphemeralContainer& container) {
  if (container.imagePullPolicy.empty())
    container.imagePullPolicy = pull_policy_for(container.image);
}

void default_volume(core::Volume& volume) {
  for (const schema::Field& field : core::Volume::descriptor().fields)
    if (field.type == schema::Type::structure && !schema::is_zero_field(field, &volume)) return;
  volume.emptyDir.emplace();
}

void default_image_volume(core::ImageVolumeSource& volume) {
  if (volume.pullPolicy.empty()) volume.pullPolicy = pull_policy_for(volume.reference);
}

}  // namespace shoal
