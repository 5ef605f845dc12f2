#include <set>

#include "schema/kinds/paths.hpp"

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

namespace {

constexpr int32_t affinity_max_s = 86400;
constexpr const char* port_bounds = "must be between 1 and 65535, inclusive";
constexpr const char* for_balancers = "may only be used when `type` is 'LoadBalancer'";

std::string shown(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) (out += out.empty() ? "[" : ",") += schema::quoted(text);
  return out.empty() ? "[]" : out + "]";
}

std::string shown(const core::ServicePort& port) {
  const auto& app = port.appProtocol;
  return "{\"Name\":\"\",\"Protocol\":" + schema::quoted(port.protocol) +
         ",\"AppProtocol\":" + (app ? schema::quoted(*app) : "null") +
         ",\"Port\":" + std::to_string(port.port) + ",\"TargetPort\":0,\"NodePort\":0}";
}

void validate_ports(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string_view> names;
  std::set<std::pair<std::string_view, int32_t>> seen;
  const bool closed = spec.type == "ClusterIP" || spec.type == "ExternalName";
  for (size_t i = 0; i < spec.ports.size(); ++i) {
    const core::ServicePort& port = spec.ports[i];
    const std::string place = item_path(path, "ports", i);
    if (port.name.empty() && spec.ports.size() > 1)
      faults.push_back(schema::required(place + ".name"));
    if (!port.name.empty() && !names.insert(port.name).second)
      faults.push_back(schema::duplicate(place + ".name", schema::quoted(port.name)));
    if (port.port == 0) faults.push_back(schema::invalid(place + ".port", "0", port_bounds));
    if (closed && port.nodePort != 0)
      faults.push_back(schema::forbidden(place + ".nodePort",
                                         "may not be used when `type` is '" + spec.type + "'"));
    if (port.port != 0 && !seen.emplace(port.protocol, port.port).second)
      faults.push_back(schema::duplicate(place, shown(port)));
  }
}

bool is_v6(std::string_view address) {
  return address.find(':') != std::string_view::npos;
}

void validate_cluster_ips(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  const std::string place = path + ".clusterIPs";
  if (spec.clusterIP.empty() || spec.clusterIPs.empty()) return;
  if (spec.clusterIPs.front() != spec.clusterIP) {
    faults.push_back(
        schema::invalid(place, shown(spec.clusterIPs), "first value must match `clusterIP`"));
    return;
  }
  for (size_t i = 0; i < spec.clusterIPs.size(); ++i) {
    const std::string& address = spec.clusterIPs[i];
    if (address == "None" && i == 0) continue;
    const std::string item = place + "[" + std::to_string(i) + "]";
    const schema::Faults wrong = schema::check_ip(address);
    add_invalid(faults, item, address, wrong);
    if (!wrong.empty() || i >= spec.ipFamilies.size()) continue;
    const std::string& family = spec.ipFamilies[i];
    if ((family == "IPv6") != is_v6(address))
      faults.push_back(schema::invalid(item, schema::quoted(address),
                                       "expected an " + family +
                                           " value as indicated by `ipFamilies[" +
                                           std::to_string(i) + "]`"));
  }
}

void validate_headless(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  const bool opened = spec.type == "NodePort" || spec.type == "LoadBalancer";
  if (spec.clusterIP == "None" && opened)
    faults.push_back(schema::invalid(path + ".clusterIPs[0]", "\"None\"",
                                     "may not be set to 'None' for " + spec.type + " services"));
  if (spec.type == "ExternalName" && !spec.clusterIP.empty())
    faults.push_back(
        schema::forbidden(path + ".clusterIPs", "may not be set when `type` is 'ExternalName'"));
}

void validate_external(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  for (size_t i = 0; i < spec.externalIPs.size(); ++i) {
    const std::string place = item_path(path, "externalIPs", i);
    add_invalid(faults, place, spec.externalIPs[i], schema::check_ip(spec.externalIPs[i]));
    validate_endpoint_address(spec.externalIPs[i], place, faults);
  }
  if (spec.type != "ExternalName") return;
  const std::string place = path + ".externalName";
  if (spec.externalName.empty())
    faults.push_back(schema::required(place));
  else
    add_invalid(faults, place, spec.externalName,
                schema::check_dns1123_subdomain(spec.externalName));
}

// What only means something for services that a balancer, or anyone outside, reaches.
void validate_balancing(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  const bool balanced = spec.type == "LoadBalancer";
  const bool outside = balanced || spec.type == "NodePort" || !spec.externalIPs.empty();
  if (!balanced && !spec.loadBalancerSourceRanges.empty())
    faults.push_back(schema::forbidden(path + ".loadBalancerSourceRanges", for_balancers));
  for (size_t i = 0; balanced && i < spec.loadBalancerSourceRanges.size(); ++i)
    add_invalid(faults, item_path(path, "loadBalancerSourceRanges", i),
                spec.loadBalancerSourceRanges[i],
                schema::check_cidr(spec.loadBalancerSourceRanges[i]));
  if (!balanced && spec.allocateLoadBalancerNodePorts)
    faults.push_back(schema::forbidden(path + ".allocateLoadBalancerNodePorts", for_balancers));
  if (!balanced && spec.loadBalancerClass)
    faults.push_back(schema::forbidden(path + ".loadBalancerClass", for_balancers));
  if (!outside && !spec.externalTrafficPolicy.empty())
    faults.push_back(schema::invalid(path + ".externalTrafficPolicy",
                                     schema::quoted(spec.externalTrafficPolicy),
                                     "may only be set for externally-accessible services"));
  if (spec.healthCheckNodePort != 0 && !(balanced && spec.externalTrafficPolicy == "Local"))
    faults.push_back(schema::invalid(path + ".healthCheckNodePort",
                                     std::to_string(spec.healthCheckNodePort),
                                     "may only be set when `type` is 'LoadBalancer' and "
                                     "`externalTrafficPolicy` is 'Local'"));
}

void validate_affinity(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  if (spec.sessionAffinity != "ClientIP" || !spec.sessionAffinityConfig) return;
  const auto& client = spec.sessionAffinityConfig->clientIP;
  if (!client || !client->timeoutSeconds) return;
  const int32_t timeout = *client->timeoutSeconds;
  if (timeout <= 0 || timeout > affinity_max_s)
    faults.push_back(schema::invalid(path + ".sessionAffinityConfig.clientIP.timeoutSeconds",
                                     std::to_string(timeout),
                                     "must be greater than 0 and less than 86400"));
}

void validate_families(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < spec.ipFamilies.size(); ++i)
    if (!seen.insert(spec.ipFamilies[i]).second)
      faults.push_back(
          schema::duplicate(item_path(path, "ipFamilies", i), schema::quoted(spec.ipFamilies[i])));
}

}  // namespace

void validate_service_spec(const core::ServiceSpec& spec, const std::string& path, Faults& faults) {
  const bool headless = spec.clusterIP == "None";
  if (spec.ports.empty() && !headless && spec.type != "ExternalName")
    faults.push_back(schema::required(path + ".ports"));
  validate_ports(spec, path, faults);
  validate_labels(spec.selector, path + ".selector", faults);
  validate_headless(spec, path, faults);
  validate_cluster_ips(spec, path, faults);
  validate_families(spec, path, faults);
  validate_external(spec, path, faults);
  validate_balancing(spec, path, faults);
  validate_affinity(spec, path, faults);
}

}  // namespace shoal
