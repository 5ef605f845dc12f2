#include "schema/descriptor/rules.hpp"
#include "schema/kinds/rules_of.hpp"

namespace shoal {

void default_service_spec(core::ServiceSpec& spec) {
  bool external_name = spec.type == "ExternalName";
  bool balanced = spec.type == "LoadBalancer";
  bool open_outside = balanced || spec.type == "NodePort" || !spec.externalIPs.empty();
  if (spec.sessionAffinity == "ClientIP") {
    if (!spec.sessionAffinityConfig) spec.sessionAffinityConfig.emplace();
    if (!spec.sessionAffinityConfig->clientIP) spec.sessionAffinityConfig->clientIP.emplace();
  } else if (spec.sessionAffinity == "None") {
    spec.sessionAffinityConfig.reset();
  }
  for (core::ServicePort& port : spec.ports) {
    const api::IntOrString& target = port.targetPort;
    bool unset = target.is_text() ? target.text().empty() : target.number() == 0;
    if (unset) port.targetPort = port.port;
  }
  if (open_outside && spec.externalTrafficPolicy.empty()) spec.externalTrafficPolicy = "Cluster";
  if (!external_name && !spec.internalTrafficPolicy) spec.internalTrafficPolicy = "Cluster";
  if (balanced && !spec.allocateLoadBalancerNodePorts) spec.allocateLoadBalancerNodePorts = true;
}

void validate_service_spec(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  bool headless = spec.clusterIP == "None";
  bool external_name = spec.type == "ExternalName";
  if (spec.ports.empty() && !headless && !external_name)
    faults.push_back(required_fault(schema::join_path(path, "ports")));
  if (external_name && spec.externalName.empty())
    faults.push_back(required_fault(schema::join_path(path, "externalName")));
  for (size_t i = 0; i < spec.ports.size(); ++i)
    if (spec.ports.size() > 1 && spec.ports[i].name.empty())
      faults.push_back(
          required_fault(schema::join_path(path, "ports[" + std::to_string(i) + "].name")));
}

}  // namespace shoal
