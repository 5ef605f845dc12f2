#include "actors/apiserver/registry/service_ip.hpp"

#include <charconv>
#include <optional>

#include "actors/apiserver/registry/node_ports.hpp"
#include "actors/apiserver/registry/write.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::api {
namespace {

using Causes = std::vector<Cause>;

constexpr std::string_view pool = "clusterip";
constexpr uint32_t range_first = (10u << 24) | (96u << 16);
constexpr uint32_t range_size = 1u << 16;
// The first addresses are left to those who ask for a certain one.
constexpr uint32_t reserved = 256;
constexpr uint32_t probes_max = 4096;

std::string text_of(uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (!text.empty()) text += '.';
    text += std::to_string((address >> shift) & 0xff);
  }
  return text;
}

// Nothing: no IPv4 address.
std::optional<uint32_t> address_of(std::string_view text) {
  uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (text.empty() || text.front() != '.') return {};
      text.remove_prefix(1);
    }
    uint32_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    auto digits = static_cast<size_t>(end - text.data());
    if (error != std::errc() || number > 255 || (digits > 1 && text.front() == '0')) return {};
    text.remove_prefix(digits);
    address = address << 8 | number;
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

bool in_range(uint32_t address) {
  // The first and the last are the network's own.
  return address > range_first && address < range_first + range_size - 1;
}

std::string holder_of(const core::Service& service) {
  return service.metadata.namespace_ + "/" + service.metadata.name;
}

Status refused(const core::Service& service, std::string detail) {
  const auto& kind = objects::View::kind_of<core::Service>();
  auto address = "[\"" + service.spec.clusterIP + "\"]";
  return invalid(resource_name(kind), service.metadata.name,
                 {field_invalid("spec.clusterIPs", address, detail)});
}

Status check_asked(const objects::View& view, const core::Service& service) {
  const auto& asked = service.spec.clusterIP;
  auto address = address_of(asked);
  if (!address || !in_range(*address))
    return refused(service, "failed to allocate IP " + asked +
                                ": the provided network does not match the current range");
  auto holder = view.snapshot().claim_holder(pool, asked);
  if (holder.empty() || holder == holder_of(service)) return {};
  return refused(service, "failed to allocate IP " + asked + ": provided IP is already allocated");
}

// From a place drawn by the seed on, so that servers that allocate at the same time rarely meet.
Status choose(const objects::View& view, uint64_t seed, core::Service& service) {
  constexpr uint32_t usable = range_size - reserved - 1;
  auto at = static_cast<uint32_t>(Random(seed).below(usable));
  for (uint32_t probe = 0; probe < probes_max; ++probe) {
    auto text = text_of(range_first + reserved + (at + probe) % usable);
    if (!view.snapshot().claim_holder(pool, text).empty()) continue;
    service.spec.clusterIP = std::move(text);
    return {};
  }
  return {Code::internal, "failed to allocate a serviceIP: range is full"};
}

bool has_address(const core::Service& service) {
  return service.spec.clusterIP != "None" && service.spec.type != "ExternalName";
}

// A headless service whose endpoints are somebody else's work may have any; all others have the
// one family that this cluster has.
Status settle_families(core::Service& service) {
  auto& spec = service.spec;
  bool foreign = spec.clusterIP == "None" && spec.selector.empty();
  if (foreign && spec.ipFamilies.empty()) {
    spec.ipFamilies = {"IPv4", "IPv6"};
    if (!spec.ipFamilyPolicy) spec.ipFamilyPolicy = "RequireDualStack";
  }
  if (spec.ipFamilies.empty()) spec.ipFamilies = {"IPv4"};
  if (!spec.ipFamilyPolicy) spec.ipFamilyPolicy = "SingleStack";
  if (foreign) return {};
  Causes causes;
  if (spec.ipFamilyPolicy == "RequireDualStack")
    causes.push_back(field_invalid("spec.ipFamilyPolicy", "\"RequireDualStack\"",
                                   "this cluster is not configured for dual-stack services"));
  for (size_t i = 0; i < spec.ipFamilies.size(); ++i) {
    if (spec.ipFamilies[i] == "IPv6")
      causes.push_back(field_invalid("spec.ipFamilies[" + std::to_string(i) + "]", "\"IPv6\"",
                                     "not configured on this cluster"));
  }
  if (causes.empty()) return {};
  const auto& kind = objects::View::kind_of<core::Service>();
  return invalid(resource_name(kind), service.metadata.name, std::move(causes));
}

// What only services that are reached from outside have, once this one is not any more.
void drop_outside(const core::Service& old, core::Service& service) {
  auto& spec = service.spec;
  bool outside =
      spec.type == "NodePort" || spec.type == "LoadBalancer" || !spec.externalIPs.empty();
  if (!outside && spec.externalTrafficPolicy == old.spec.externalTrafficPolicy)
    spec.externalTrafficPolicy.clear();
  if (spec.type == "LoadBalancer") return;
  if (spec.allocateLoadBalancerNodePorts == old.spec.allocateLoadBalancerNodePorts)
    spec.allocateLoadBalancerNodePorts.reset();
  if (spec.loadBalancerClass == old.spec.loadBalancerClass) spec.loadBalancerClass.reset();
}

// A service that is only a name has no address, and nothing that goes with one.
void drop_address(const core::Service& old, core::Service& service, log::Transaction& transaction) {
  release_cluster_ip(old, transaction);
  auto& spec = service.spec;
  if (spec.clusterIP == old.spec.clusterIP) spec.clusterIP.clear();
  if (spec.clusterIPs == old.spec.clusterIPs) spec.clusterIPs.clear();
  if (spec.ipFamilies == old.spec.ipFamilies) spec.ipFamilies.clear();
  if (spec.ipFamilyPolicy == old.spec.ipFamilyPolicy) spec.ipFamilyPolicy.reset();
  if (spec.internalTrafficPolicy == old.spec.internalTrafficPolicy)
    spec.internalTrafficPolicy.reset();
}

}  // namespace

Status claim_cluster_ip(const objects::View& view, uint64_t seed, core::Service& service,
                        log::Transaction& transaction) {
  auto& spec = service.spec;
  if (spec.type == "ExternalName") return {};
  SHOAL_TRY(settle_families(service));
  if (spec.clusterIP.empty() && !spec.clusterIPs.empty()) spec.clusterIP = spec.clusterIPs.front();
  if (!has_address(service)) {
    if (spec.clusterIP == "None" && spec.clusterIPs.empty()) spec.clusterIPs = {"None"};
    return {};
  }
  SHOAL_TRY(spec.clusterIP.empty() ? choose(view, seed, service) : check_asked(view, service));
  if (spec.clusterIPs.empty()) spec.clusterIPs = {spec.clusterIP};
  transaction.guards.push_back(
      log::guard::Claim{std::string(pool), spec.clusterIP, holder_of(service)});
  return {};
}

void release_cluster_ip(const core::Service& service, log::Transaction& transaction) {
  if (!has_address(service) || service.spec.clusterIP.empty()) return;
  transaction.records.push_back(
      log::record::Release{std::string(pool), service.spec.clusterIP, holder_of(service)});
}

Status settle_service(const objects::View& view, uint64_t seed, const core::Service* old,
                      core::Service& service, log::Transaction& transaction) {
  bool named_only = service.spec.type == "ExternalName";
  if (old) drop_outside(*old, service);
  if (old && named_only) {
    drop_address(*old, service, transaction);
  } else if (old && !old->spec.clusterIP.empty()) {
    SHOAL_TRY(settle_families(service));
  } else {
    SHOAL_TRY(claim_cluster_ip(view, seed, service, transaction));
  }
  return settle_node_ports(view, seed, old, service, transaction);
}

void release_service(const core::Service& service, log::Transaction& transaction) {
  release_cluster_ip(service, transaction);
  release_node_ports(service, transaction);
}

}  // namespace shoal::api
