#include <set>

#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/discovery.hpp"
#include "schema/kinds/service.hpp"
#include "schema/walk/select.hpp"

namespace shoal::api {
namespace {

// What a load balancer has told of itself: each address once, sorted.
std::vector<std::string> balancer_addresses(const core::Service& service) {
  std::set<std::string> addresses;
  for (const auto& ingress : service.status.loadBalancer.ingress) {
    const auto& address = ingress.ip.empty() ? ingress.hostname : ingress.ip;
    if (!address.empty()) addresses.insert(address);
  }
  return {addresses.begin(), addresses.end()};
}

std::string external_text(const core::Service& service) {
  const auto& spec = service.spec;
  if (spec.type == "ExternalName") return spec.externalName;
  if (spec.type != "LoadBalancer") return std::string(or_else(joined(spec.externalIPs), cell_none));
  auto addresses = balancer_addresses(service);
  addresses.insert(addresses.end(), spec.externalIPs.begin(), spec.externalIPs.end());
  return std::string(or_else(joined(addresses), "<pending>"));
}

std::string ports_text(const core::Service& service) {
  std::vector<std::string> ports;
  for (const auto& port : service.spec.ports) {
    auto text = std::to_string(port.port);
    if (port.nodePort != 0) text += ":" + std::to_string(port.nodePort);
    ports.push_back(text + "/" + port.protocol);
  }
  return std::string(or_else(joined(ports), cell_none));
}

std::string host_port(const std::string& address, int32_t port) {
  auto number = ":" + std::to_string(port);
  return address.find(':') == std::string::npos ? address + number : "[" + address + "]" + number;
}

void add_subset(const core::EndpointSubset& subset, ShortList& list) {
  if (subset.ports.empty()) {
    for (const auto& address : subset.addresses) list.add(address.ip);
  }
  for (const auto& port : subset.ports) {
    for (const auto& address : subset.addresses) list.add(host_port(address.ip, port.port));
  }
}

std::string port_text(const discovery::EndpointPort& port) {
  if (port.port) return std::to_string(*port.port);
  return port.name && !port.name->empty() ? *port.name : "*";
}

}  // namespace

void service_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& service = row.as<core::Service>();
  const auto& spec = service.spec;
  out.text(service.metadata.name);
  out.text(spec.type);
  out.text(spec.clusterIPs.empty() ? or_else(spec.clusterIP, cell_none)
                                   : std::string_view(spec.clusterIPs.front()));
  out.text(external_text(service));
  out.text(ports_text(service));
  out.text(ages(service.metadata.creationTimestamp));
  auto selector = schema::LabelSelector::of(spec.selector).to_string();
  out.text(or_else(selector, cell_none));
}

void endpoints_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& endpoints = row.as<core::Endpoints>();
  ShortList list;
  for (const auto& subset : endpoints.subsets) add_subset(subset, list);
  out.text(endpoints.metadata.name);
  out.text(list.text(endpoints.subsets.empty() ? cell_none : ""));
  out.text(ages(endpoints.metadata.creationTimestamp));
}

void endpoint_slice_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& slice = row.as<discovery::EndpointSlice>();
  ShortList ports, addresses;
  for (const auto& port : slice.ports) ports.add(port_text(port));
  for (const auto& endpoint : slice.endpoints) {
    for (const auto& address : endpoint.addresses) addresses.add(address);
  }
  out.text(slice.metadata.name);
  out.text(slice.addressType);
  out.text(ports.text(cell_unset));
  out.text(addresses.text(cell_unset));
  out.text(ages(slice.metadata.creationTimestamp));
}

}  // namespace shoal::api
