#include <set>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr const char* mirror_annotation = "kubernetes.io/config.mirror";
constexpr size_t nameservers_max = 3;
constexpr size_t searches_max = 32;

template <class Container>
using Containers = std::vector<Container>;

// What is mounted must be there.
template <class Container>
void validate_known_volumes(const Containers<Container>& containers,
                            const std::set<std::string_view>& volumes, const std::string& list,
                            Faults& faults) {
  for (size_t i = 0; i < containers.size(); ++i) {
    const std::string place = list + "[" + std::to_string(i) + "]";
    for (size_t k = 0; k < containers[i].volumeMounts.size(); ++k) {
      const std::string& name = containers[i].volumeMounts[k].name;
      if (!name.empty() && !volumes.contains(name))
        faults.push_back(
            schema::not_found(item_path(place, "volumeMounts", k) + ".name", schema::quoted(name)));
    }
    for (size_t k = 0; k < containers[i].volumeDevices.size(); ++k) {
      const std::string& name = containers[i].volumeDevices[k].name;
      if (!name.empty() && !volumes.contains(name))
        faults.push_back(schema::not_found(item_path(place, "volumeDevices", k) + ".name",
                                           schema::quoted(name)));
    }
  }
}

// A port of the node serves one container; containers that end before others start may share it.
void validate_host_ports(const core::PodSpec& spec, const Containers<core::Container>& containers,
                         const std::string& list, Faults& faults) {
  std::set<std::string> taken;
  for (size_t i = 0; i < containers.size(); ++i) {
    for (size_t k = 0; k < containers[i].ports.size(); ++k) {
      const core::ContainerPort& port = containers[i].ports[k];
      const std::string place =
          item_path(list + "[" + std::to_string(i) + "]", "ports", k) + ".hostPort";
      if (spec.hostNetwork && port.hostPort != port.containerPort)
        faults.push_back(schema::invalid(place, std::to_string(port.hostPort),
                                         "must match `containerPort` when `hostNetwork` is true"));
      if (port.hostPort == 0) continue;
      const std::string key =
          port.protocol + "/" + port.hostIP + "/" + std::to_string(port.hostPort);
      if (!taken.insert(key).second)
        faults.push_back(schema::duplicate(place, schema::quoted(key)));
    }
  }
}

void validate_sleeps(const Containers<core::Container>& containers, int64_t grace,
                     const std::string& list, Faults& faults) {
  const auto check = [&](const std::optional<core::LifecycleHandler>& handler,
                         const std::string& path) {
    if (!handler || !handler->sleep) return;
    const int64_t seconds = handler->sleep->seconds;
    if (seconds < 0 || seconds > grace)
      faults.push_back(
          schema::invalid(path + ".sleep", std::to_string(seconds),
                          "must be non-negative and less than terminationGracePeriodSeconds (" +
                              std::to_string(grace) + ")"));
  };
  for (size_t i = 0; i < containers.size(); ++i) {
    if (!containers[i].lifecycle) continue;
    const std::string place = list + "[" + std::to_string(i) + "].lifecycle";
    check(containers[i].lifecycle->postStart, place + ".postStart");
    check(containers[i].lifecycle->preStop, place + ".preStop");
  }
}

// An init container that ends before the others start is nobody to probe.
void validate_init_container(const core::Container& container, const std::string& path,
                             Faults& faults) {
  if (container.restartPolicy == "Always") return;
  const auto refuse = [&](bool given, const char* name) {
    if (given)
      faults.push_back(
          schema::forbidden(join_path(path, name),
                            "may not be set for init containers without restartPolicy=Always"));
  };
  refuse(container.lifecycle.has_value(), "lifecycle");
  refuse(container.livenessProbe.has_value(), "livenessProbe");
  refuse(container.readinessProbe.has_value(), "readinessProbe");
  refuse(container.startupProbe.has_value(), "startupProbe");
}

// Each list's own repetitions are told by the schema; these are those between lists.
void validate_names(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string_view> names;
  for (const core::Container& container : spec.containers) names.insert(container.name);
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    if (names.contains(spec.initContainers[i].name) && !spec.initContainers[i].name.empty())
      faults.push_back(schema::duplicate(item_path(path, "initContainers", i) + ".name",
                                         schema::quoted(spec.initContainers[i].name)));
  for (const core::Container& container : spec.initContainers) names.insert(container.name);
  for (size_t i = 0; i < spec.ephemeralContainers.size(); ++i) {
    const core::EphemeralContainer& container = spec.ephemeralContainers[i];
    const std::string place = item_path(path, "ephemeralContainers", i);
    if (names.contains(container.name))
      faults.push_back(schema::duplicate(place + ".name", schema::quoted(container.name)));
    if (!container.targetContainerName.empty() && !names.contains(container.targetContainerName))
      faults.push_back(schema::not_found(place + ".targetContainerName",
                                         schema::quoted(container.targetContainerName)));
  }
}

void validate_containers(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string_view> volumes;
  for (const core::Volume& volume : spec.volumes) volumes.insert(volume.name);
  const std::string init = path + ".initContainers", main = path + ".containers";
  const int64_t grace = spec.terminationGracePeriodSeconds.value_or(0);
  validate_known_volumes(spec.initContainers, volumes, init, faults);
  validate_host_ports(spec, spec.initContainers, init, faults);
  validate_sleeps(spec.initContainers, grace, init, faults);
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    validate_init_container(spec.initContainers[i], init + "[" + std::to_string(i) + "]", faults);
  validate_known_volumes(spec.containers, volumes, main, faults);
  validate_host_ports(spec, spec.containers, main, faults);
  validate_sleeps(spec.containers, grace, main, faults);
  validate_known_volumes(spec.ephemeralContainers, volumes, path + ".ephemeralContainers", faults);
  validate_names(spec, path, faults);
}

void validate_dns(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  const std::string place = path + ".dnsConfig";
  const bool own = spec.dnsPolicy == "None";
  if (own && !spec.dnsConfig)
    faults.push_back(schema::required(place, "must provide `dnsConfig` when `dnsPolicy` is None"));
  if (!spec.dnsConfig) return;
  const core::PodDNSConfig& config = *spec.dnsConfig;
  const std::string servers = place + ".nameservers";
  if (own && config.nameservers.empty())
    faults.push_back(schema::required(
        servers, "must provide at least one DNS nameserver when `dnsPolicy` is None"));
  const auto list = [](const std::vector<std::string>& texts) {
    std::string shown;
    for (const std::string& text : texts)
      (shown += shown.empty() ? "[" : ",") += schema::quoted(text);
    return shown + "]";
  };
  if (config.nameservers.size() > nameservers_max)
    faults.push_back(schema::invalid(servers, list(config.nameservers),
                                     "must not have more than 3 nameservers"));
  for (size_t i = 0; i < config.nameservers.size(); ++i)
    add_invalid(faults, servers + "[" + std::to_string(i) + "]", config.nameservers[i],
                schema::check_ip(config.nameservers[i]));
  if (config.searches.size() > searches_max)
    faults.push_back(schema::invalid(place + ".searches", list(config.searches),
                                     "must not have more than 32 search paths"));
}

void validate_gates(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < spec.schedulingGates.size(); ++i)
    if (!seen.insert(spec.schedulingGates[i].name).second)
      faults.push_back(schema::duplicate(item_path(path, "schedulingGates", i),
                                         schema::quoted(spec.schedulingGates[i].name)));
  if (!spec.schedulingGates.empty() && !spec.nodeName.empty())
    faults.push_back(schema::forbidden(
        path + ".nodeName", "cannot be set until all schedulingGates have been cleared"));
}

void validate_constraints(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string> seen;
  for (size_t i = 0; i < spec.topologySpreadConstraints.size(); ++i) {
    const auto& constraint = spec.topologySpreadConstraints[i];
    const std::string key =
        "{" + constraint.topologyKey + ", " + constraint.whenUnsatisfiable + "}";
    if (!seen.insert(key).second)
      faults.push_back(schema::duplicate(
          item_path(path, "topologySpreadConstraints", i) + ".{topologyKey, whenUnsatisfiable}",
          schema::quoted(key)));
  }
}

void validate_system(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  if (spec.hostPID && spec.shareProcessNamespace.value_or(false))
    faults.push_back(schema::invalid(path + ".securityContext.shareProcessNamespace", "true",
                                     "ShareProcessNamespace and HostPID cannot both be enabled"));
  if (!spec.os || spec.os->name.empty()) return;
  if (spec.os->name != "linux" && spec.os->name != "windows")
    faults.push_back(
        schema::not_supported(path + ".os", schema::quoted(spec.os->name), {"linux", "windows"}));
}

}  // namespace

void validate_pod(const core::Pod& pod, const std::string&, Faults& faults) {
  const std::string* mirror = pod.metadata.annotations.get(mirror_annotation);
  if (mirror && pod.spec.nodeName.empty())
    faults.push_back(schema::invalid(key_path("metadata.annotations", mirror_annotation),
                                     schema::quoted(*mirror),
                                     "must set spec.nodeName if mirror pod annotation is set"));
}

void validate_pod_spec(const core::PodSpec& spec, const std::string& path, Faults& faults) {
  validate_containers(spec, path, faults);
  validate_labels(spec.nodeSelector, path + ".nodeSelector", faults);
  validate_dns(spec, path, faults);
  validate_gates(spec, path, faults);
  validate_constraints(spec, path, faults);
  validate_system(spec, path, faults);
  for (size_t i = 0; i < spec.hostAliases.size(); ++i)
    for (const std::string& name : spec.hostAliases[i].hostnames)
      add_invalid(faults, item_path(path, "hostAliases", i) + ".hostnames", name,
                  schema::check_dns1123_subdomain(name));
}

}  // namespace shoal
