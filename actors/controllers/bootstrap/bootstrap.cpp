#include "actors/controllers/bootstrap/bootstrap.hpp"

#include <algorithm>

#include "actors/controllers/service_account/service_account.hpp"
#include "actors/objects/operation.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/discovery.hpp"
#include "schema/kinds/service.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view system_namespaces[] = {"default", "kube-node-lease", "kube-public",
                                                  "kube-system"};
constexpr std::string_view service_name = "kubernetes";
constexpr std::string_view service_space = "default";
constexpr std::string_view port_name = "https";
constexpr int32_t service_port = 443;

class Bootstrap {
 public:
  Bootstrap(const objects::View& view, const ApiServers& servers)
      : view_(view), servers_(servers) {}

  objects::Plan plan() {
    for (auto space : system_namespaces) add_namespace(space);
    if (!servers_.root_certificate.empty()) add_certificate();
    add_service();
    if (!servers_.addresses.empty()) {
      put(slice());
      put(endpoints());
    }
    return std::move(plan_);
  }

 private:
  // Creates it, or makes it what is wanted.
  template <class T>
  void put(T wanted) {
    auto why = wanted.metadata.name + " of the API servers";
    auto existing = view_.get<T>(wanted.metadata.namespace_, wanted.metadata.name);
    if (!existing) {
      plan_.units.push_back(objects::unit_of(objects::create_of(std::move(wanted)), why));
      return;
    }
    auto labels = std::move(wanted.metadata.labels);
    wanted.metadata = existing->metadata;
    for (const auto& [key, value] : labels) wanted.metadata.labels[key] = value;
    if (wanted == *existing) return;
    plan_.units.push_back(objects::unit_of(objects::update_of(std::move(wanted)), why));
  }

  void add_namespace(std::string_view name) {
    if (view_.get<core::Namespace>("", name)) return;
    core::Namespace space;
    space.metadata.name = name;
    space.metadata.labels["kubernetes.io/metadata.name"] = name;
    plan_.units.push_back(
        objects::unit_of(objects::create_of(std::move(space)), "a namespace of the system"));
  }

  void add_certificate() {
    core::ConfigMap map;
    map.metadata.name = root_certificate_name;
    map.metadata.namespace_ = "kube-system";
    map.data[root_certificate_key] = servers_.root_certificate;
    put(std::move(map));
  }

  void add_service() {
    if (view_.get<core::Service>(service_space, service_name)) return;
    core::Service service;
    name(service.metadata);
    service.metadata.labels = {{"component", "apiserver"}, {"provider", "kubernetes"}};
    auto& port = service.spec.ports.emplace_back();
    port.name = port_name;
    port.protocol = "TCP";
    port.port = service_port;
    port.targetPort = servers_.port;
    service.spec.clusterIP = servers_.service_ip;
    service.spec.clusterIPs = {servers_.service_ip};
    service.spec.type = "ClusterIP";
    plan_.units.push_back(
        objects::unit_of(objects::create_of(std::move(service)), "the service of the API"));
  }

  std::vector<std::string> sorted_addresses() const {
    auto all = servers_.addresses;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  discovery::EndpointSlice slice() const {
    discovery::EndpointSlice slice;
    name(slice.metadata);
    slice.metadata.labels["kubernetes.io/service-name"] = service_name;
    slice.addressType = "IPv4";
    for (auto& address : sorted_addresses()) {
      auto& endpoint = slice.endpoints.emplace_back();
      endpoint.addresses = {std::move(address)};
      endpoint.conditions.ready = true;
    }
    auto& port = slice.ports.emplace_back();
    port.name = port_name;
    port.protocol = "TCP";
    port.port = servers_.port;
    return slice;
  }

  core::Endpoints endpoints() const {
    core::Endpoints endpoints;
    name(endpoints.metadata);
    // Its slice is written here, too: nobody is to make one from this.
    endpoints.metadata.labels["endpointslice.kubernetes.io/skip-mirror"] = "true";
    auto& subset = endpoints.subsets.emplace_back();
    for (auto& address : sorted_addresses()) subset.addresses.emplace_back().ip = address;
    auto& port = subset.ports.emplace_back();
    port.name = port_name;
    port.port = servers_.port;
    port.protocol = "TCP";
    return endpoints;
  }

  static void name(meta::ObjectMeta& metadata) {
    metadata.name = service_name;
    metadata.namespace_ = service_space;
  }

  const objects::View& view_;
  const ApiServers& servers_;
  objects::Plan plan_;
};

}  // namespace

objects::Plan plan_bootstrap(const objects::View& view, const ApiServers& servers) {
  return Bootstrap(view, servers).plan();
}

}  // namespace shoal::controllers
