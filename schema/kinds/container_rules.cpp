#include <algorithm>
#include <set>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr const char* no_handler = "must specify a handler type";

void validate_ports(const std::vector<core::ContainerPort>& ports, const std::string& path,
                    Faults& faults) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < ports.size(); ++i)
    if (!ports[i].name.empty() && !names.insert(ports[i].name).second)
      faults.push_back(
          schema::duplicate(item_path(path, "ports", i) + ".name", schema::quoted(ports[i].name)));
}

void validate_image(const std::string& image, const std::string& path, Faults& faults) {
  const auto white = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  if (image.empty())
    faults.push_back(schema::required(path + ".image"));
  else if (white(image.front()) || white(image.back()))
    faults.push_back(schema::invalid(path + ".image", schema::quoted(image),
                                     "must not have leading or trailing whitespace"));
}

// What only tells whether a container is ready cannot end it, and what can end it has one success.
void validate_probes(const core::Container& container, const std::string& path, Faults& faults) {
  const auto one_success = [&](const std::optional<core::Probe>& probe, const char* name) {
    if (probe && probe->successThreshold != 1)
      faults.push_back(schema::invalid(join_path(path, name) + ".successThreshold",
                                       std::to_string(probe->successThreshold), "must be 1"));
  };
  one_success(container.livenessProbe, "livenessProbe");
  const auto& readiness = container.readinessProbe;
  if (readiness && readiness->terminationGracePeriodSeconds)
    faults.push_back(schema::invalid(path + ".readinessProbe.terminationGracePeriodSeconds",
                                     std::to_string(*readiness->terminationGracePeriodSeconds),
                                     "must not be set for readinessProbes"));
  one_success(container.startupProbe, "startupProbe");
}

void validate_mounts(const std::vector<core::VolumeMount>& mounts, bool privileged,
                     const std::string& path, Faults& faults) {
  std::set<std::string_view> places;
  const std::string list = path + ".volumeMounts";
  for (size_t i = 0; i < mounts.size(); ++i) {
    const core::VolumeMount& mount = mounts[i];
    const std::string place = list + "[" + std::to_string(i) + "]";
    if (!mount.mountPath.empty() && !places.insert(mount.mountPath).second)
      faults.push_back(
          schema::invalid(place + ".mountPath", schema::quoted(mount.mountPath), "must be unique"));
    if (!mount.subPath.empty()) validate_relative_path(mount.subPath, list + ".subPath", faults);
    if (!mount.subPathExpr.empty()) {
      if (!mount.subPath.empty())
        faults.push_back(schema::invalid(list + ".subPathExpr", schema::quoted(mount.subPathExpr),
                                         "subPathExpr and subPath are mutually exclusive"));
      validate_relative_path(mount.subPathExpr, list + ".subPathExpr", faults);
    }
    if (mount.mountPropagation == "Bidirectional" && !privileged)
      faults.push_back(schema::forbidden(
          list + ".mountPropagation",
          "Bidirectional mount propagation is available only to privileged containers"));
  }
}

template <class Container>
bool is_privileged(const Container& container) {
  return container.securityContext && container.securityContext->privileged.value_or(false);
}

}  // namespace

void validate_container(const core::Container& container, const std::string& path, Faults& faults) {
  validate_image(container.image, path, faults);
  validate_ports(container.ports, path, faults);
  validate_env_from(container.envFrom, path, faults);
  validate_mounts(container.volumeMounts, is_privileged(container), path, faults);
  validate_probes(container, path, faults);
}

// Looked into from outside, it serves nobody and is nobody's part.
void validate_ephemeral_container(const core::EphemeralContainer& container,
                                  const std::string& path, Faults& faults) {
  validate_image(container.image, path, faults);
  validate_env_from(container.envFrom, path, faults);
  validate_mounts(container.volumeMounts, is_privileged(container), path, faults);
  const auto refuse = [&](bool given, const char* name) {
    if (given)
      faults.push_back(
          schema::forbidden(join_path(path, name), "cannot be set for an Ephemeral Container"));
  };
  refuse(!container.ports.empty(), "ports");
  refuse(container.livenessProbe.has_value(), "livenessProbe");
  refuse(container.readinessProbe.has_value(), "readinessProbe");
  refuse(container.startupProbe.has_value(), "startupProbe");
  refuse(container.lifecycle.has_value(), "lifecycle");
  refuse(!container.resources.limits.empty() || !container.resources.requests.empty(), "resources");
  refuse(!container.resizePolicy.empty(), "resizePolicy");
}

void validate_probe(const core::Probe& probe, const std::string& path, Faults& faults) {
  if (!probe.exec && !probe.httpGet && !probe.tcpSocket && !probe.grpc)
    faults.push_back(schema::required(path, no_handler));
}

void validate_lifecycle_handler(const core::LifecycleHandler& handler, const std::string& path,
                                Faults& faults) {
  if (!handler.exec && !handler.httpGet && !handler.tcpSocket && !handler.sleep)
    faults.push_back(schema::required(path, no_handler));
}

void validate_http_get(const core::HTTPGetAction& action, const std::string& path, Faults& faults) {
  for (const core::HTTPHeader& header : action.httpHeaders)
    add_invalid(faults, path + ".httpHeaders", header.name, schema::check_header_name(header.name));
}

void validate_exec(const core::ExecAction& action, const std::string& path, Faults& faults) {
  if (action.command.empty()) faults.push_back(schema::required(path + ".command"));
}

}  // namespace shoal
