#include "actors/controllers/endpoint_slice/endpoints.hpp"

#include <algorithm>

#include "actors/controllers/endpoint_slice/slice_names.hpp"
#include "actors/objects/operation.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view managed_by = "endpoints.kubernetes.io/managed-by";
constexpr std::string_view manager = "endpoint-controller";
constexpr std::string_view over_capacity = "endpoints.kubernetes.io/over-capacity";

std::vector<core::EndpointPort> ports_of(const core::Service& service, const core::Pod& pod) {
  std::vector<core::EndpointPort> ports;
  for (const auto& port : service.spec.ports) {
    auto number = target_port(port, pod);
    if (!number) continue;
    auto& added = ports.emplace_back();
    added.name = port.name;
    added.port = *number;
    added.protocol = port.protocol;
    added.appProtocol = port.appProtocol;
  }
  return ports;
}

core::EndpointAddress address_of(const core::Service& service, const core::Pod& pod) {
  core::EndpointAddress address;
  address.ip = pod.status.podIP;
  if (pod.spec.subdomain == service.metadata.name) address.hostname = pod.spec.hostname;
  if (!pod.spec.nodeName.empty()) address.nodeName = pod.spec.nodeName;
  auto& target = address.targetRef.emplace();
  target.kind = "Pod";
  target.namespace_ = pod.metadata.namespace_;
  target.name = pod.metadata.name;
  target.uid = pod.metadata.uid;
  return address;
}

// One subset for each set of ports; true when all addresses found room.
bool fill(const ServicePods& behind, std::vector<core::EndpointSubset>& subsets) {
  const auto& service = *behind.service;
  bool published = service.spec.publishNotReadyAddresses;
  size_t count = 0;
  for (const auto& pod : behind.pods) {
    if (pod.terminating && !published) continue;
    if (count++ == endpoints_addresses_max) return false;
    auto ports = ports_of(service, *pod.pod);
    auto subset = std::find_if(subsets.begin(), subsets.end(),
                               [&](const auto& s) { return s.ports == ports; });
    if (subset == subsets.end()) subset = subsets.insert(subset, {{}, {}, std::move(ports)});
    auto& list = pod.ready || published ? subset->addresses : subset->notReadyAddresses;
    list.push_back(address_of(service, *pod.pod));
  }
  return true;
}

void sort_by_address(std::vector<core::EndpointSubset>& subsets) {
  auto before = [](const auto& a, const auto& b) { return a.ip < b.ip; };
  for (auto& subset : subsets) {
    std::sort(subset.addresses.begin(), subset.addresses.end(), before);
    std::sort(subset.notReadyAddresses.begin(), subset.notReadyAddresses.end(), before);
  }
}

core::Endpoints wanted(const ServicePods& behind, core::Endpoints endpoints) {
  const auto& service = *behind.service;
  auto& metadata = endpoints.metadata;
  metadata.name = service.metadata.name;
  metadata.namespace_ = service.metadata.namespace_;
  metadata.labels = service.metadata.labels;
  metadata.labels[managed_by] = manager;
  if (service.spec.clusterIP == "None") metadata.labels[slice_names::headless] = "";
  metadata.ownerReferences.resize(1);
  auto& owner = metadata.ownerReferences.front();
  owner.apiVersion = "v1";
  owner.kind = "Service";
  owner.name = service.metadata.name;
  owner.uid = service.metadata.uid;
  owner.controller = true;
  endpoints.subsets.clear();
  if (fill(behind, endpoints.subsets)) {
    metadata.annotations.erase(over_capacity);
  } else {
    metadata.annotations[over_capacity] = "truncated";
  }
  sort_by_address(endpoints.subsets);
  return endpoints;
}

}  // namespace

std::vector<Watch> EndpointsController::watches() {
  auto all = service_watches();
  all.push_back(watch<core::Endpoints>());
  return all;
}

EndpointsController::Observed EndpointsController::observe(const objects::View& view,
                                                           const ObjectName& object) {
  return {observe_service(view, object), view.get<core::Endpoints>(object.space, object.name)};
}

objects::Plan EndpointsController::reconcile(const Observed& observed, const Inputs&) {
  const auto& behind = observed.behind;
  if (!behind.ours() || !behind.service->metadata.deletionTimestamp.is_zero()) return {};
  objects::Plan plan;
  if (!observed.endpoints) {
    plan.units.push_back(objects::unit_of(objects::create_of(wanted(behind, {})), "endpoints"));
    return plan;
  }
  if (!observed.endpoints->metadata.deletionTimestamp.is_zero()) return {};
  auto next = wanted(behind, *observed.endpoints);
  if (next == *observed.endpoints) return {};
  plan.units.push_back(objects::unit_of(objects::update_of(std::move(next)), "endpoints"));
  return plan;
}

}  // namespace shoal::controllers
