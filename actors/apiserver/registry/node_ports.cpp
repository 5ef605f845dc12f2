#include "actors/apiserver/registry/node_ports.hpp"

#include <algorithm>
#include <set>

#include "actors/apiserver/registry/write.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view pool = "nodeport";
// The first ports are left to those who ask for a certain one.
constexpr int32_t reserved = 86;

bool balances(const core::Service& service) {
  return service.spec.type == "LoadBalancer";
}

bool has_node_ports(const core::Service& service) {
  return service.spec.type == "NodePort" ||
         (balances(service) && service.spec.allocateLoadBalancerNodePorts.value_or(true));
}

// Balancers ask this port which nodes have endpoints of their own.
bool has_health_port(const core::Service& service) {
  return balances(service) && service.spec.externalTrafficPolicy == "Local";
}

std::string holder_of(const core::Service& service) {
  return service.metadata.namespace_ + "/" + service.metadata.name;
}

std::set<int32_t> ports_of(const core::Service& service) {
  std::set<int32_t> ports;
  for (const auto& port : service.spec.ports) ports.insert(port.nodePort);
  ports.insert(service.spec.healthCheckNodePort);
  ports.erase(0);
  return ports;
}

Status refused(const core::Service& service, std::string field, int32_t port,
               std::string_view why) {
  const auto& kind = objects::View::kind_of<core::Service>();
  return invalid(resource_name(kind), service.metadata.name,
                 {field_invalid(std::move(field), std::to_string(port), why)});
}

// Of ports that are being given in one write: what is taken in the state, and what was given.
struct Pool {
  const objects::View& view;
  Random random;
  std::string holder;
  std::set<int32_t> given;  // may be asked for again: for another protocol of the same service

  bool is_free(int32_t port) const {
    auto other = view.snapshot().claim_holder(pool, std::to_string(port));
    return other.empty() || other == holder;
  }
  // 0: all are taken. From a place drawn on, so that servers rarely meet.
  int32_t choose() {
    constexpr int32_t first = node_port_first + reserved;
    constexpr int32_t size = node_port_last - first + 1;
    auto at = static_cast<int32_t>(random.below(static_cast<uint64_t>(size)));
    for (int32_t probe = 0; probe < size; ++probe) {
      int32_t port = first + (at + probe) % size;
      if (given.contains(port)) continue;
      if (!view.snapshot().claim_holder(pool, std::to_string(port)).empty()) continue;
      return port;
    }
    return 0;
  }
};

Status give(Pool& from, const core::Service& service, const std::string& field, int32_t& port) {
  if (port == 0) port = from.choose();
  if (port == 0) return {Code::internal, "failed to allocate a nodePort: range is full"};
  if (port < node_port_first || port > node_port_last)
    return refused(service, field, port,
                   "provided port is not in the valid range. The range of valid ports is "
                   "30000-32767");
  if (!from.is_free(port))
    return refused(service, field, port, "provided port is already allocated");
  from.given.insert(port);
  return {};
}

// What an update leaves out of its ports stays as it is.
void keep_ports(const core::Service& old, core::Service& service) {
  for (auto& port : service.spec.ports) {
    if (port.nodePort != 0) continue;
    auto same = std::find_if(old.spec.ports.begin(), old.spec.ports.end(), [&](const auto& had) {
      return had.port == port.port && had.protocol == port.protocol;
    });
    if (same != old.spec.ports.end()) port.nodePort = same->nodePort;
  }
  if (has_health_port(service) && service.spec.healthCheckNodePort == 0)
    service.spec.healthCheckNodePort = old.spec.healthCheckNodePort;
}

// What the service's new type has no use for, unless it was asked for in this very write.
void drop_ports(const core::Service& old, core::Service& service) {
  auto had = ports_of(old);
  for (auto& port : service.spec.ports) {
    if (had.contains(port.nodePort)) port.nodePort = 0;
  }
}

}  // namespace

Status settle_node_ports(const objects::View& view, uint64_t seed, const core::Service* old,
                         core::Service& service, log::Transaction& transaction) {
  Pool from{view, Random(seed), holder_of(service), {}};
  bool wanted = has_node_ports(service);
  if (old && wanted) keep_ports(*old, service);
  if (old && !wanted) drop_ports(*old, service);
  for (size_t i = 0; wanted && i < service.spec.ports.size(); ++i)
    SHOAL_TRY(give(from, service, "spec.ports[" + std::to_string(i) + "].nodePort",
                   service.spec.ports[i].nodePort));
  if (has_health_port(service))
    SHOAL_TRY(give(from, service, "spec.healthCheckNodePort", service.spec.healthCheckNodePort));
  else if (old && service.spec.healthCheckNodePort == old->spec.healthCheckNodePort)
    service.spec.healthCheckNodePort = 0;
  auto had = old ? ports_of(*old) : std::set<int32_t>();
  for (int32_t port : from.given) {
    if (!had.contains(port))
      transaction.guards.push_back(
          log::guard::Claim{std::string(pool), std::to_string(port), from.holder});
  }
  for (int32_t port : had) {
    if (!from.given.contains(port))
      transaction.records.push_back(
          log::record::Release{std::string(pool), std::to_string(port), from.holder});
  }
  return {};
}

void release_node_ports(const core::Service& service, log::Transaction& transaction) {
  for (int32_t port : ports_of(service))
    transaction.records.push_back(
        log::record::Release{std::string(pool), std::to_string(port), holder_of(service)});
}

}  // namespace shoal::api
