#include <arpa/inet.h>

#include <array>
#include <set>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

// An address as 16 bytes, IPv4 mapped into IPv6; nothing for anything else.
std::optional<std::array<uint8_t, 16>> bytes_of(const std::string& text) {
  std::array<uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

bool is_mapped(const std::array<uint8_t, 16>& bytes) {
  for (size_t i = 0; i < 10; ++i)
    if (bytes[i] != 0) return false;
  return bytes[10] == 0xff && bytes[11] == 0xff;
}

const char* fault_of(const std::array<uint8_t, 16>& b) {
  const bool v4 = is_mapped(b);
  bool zero = true;
  for (size_t i = v4 ? 12 : 0; i < 15; ++i) zero &= b[i] == 0;
  if (zero && b[15] == 0) return "may not be unspecified";
  if (v4 ? b[12] == 127 : zero && b[15] == 1)
    return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
  if (v4 ? b[12] == 169 && b[13] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80)
    return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
  if (v4 ? b[12] == 224 && b[13] == 0 && b[14] == 0 : b[0] == 0xff && (b[1] & 0x0f) == 2)
    return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";
  return nullptr;
}

void validate_slice_address(const std::string& type, const std::string& address,
                            const std::string& list, size_t i, Faults& faults) {
  const std::string place = list + "[" + std::to_string(i) + "]";
  if (type == "FQDN")
    return add_invalid(faults, place, address, schema::check_dns1123_subdomain(address));
  const auto bytes = bytes_of(address);
  if (!bytes) return add_invalid(faults, place, address, schema::check_ip(address));
  if (type == "IPv4" && !is_mapped(*bytes))
    faults.push_back(schema::invalid(list, schema::quoted(address), "must be an IPv4 address"));
  if (type == "IPv6" && is_mapped(*bytes))
    faults.push_back(schema::invalid(list, schema::quoted(address), "must be an IPv6 address"));
  validate_endpoint_address(address, place, faults);
}

}  // namespace

void validate_endpoint_address(const std::string& address, const std::string& path,
                               Faults& faults) {
  const auto bytes = bytes_of(address);
  if (!bytes) return;
  if (const char* fault = fault_of(*bytes))
    faults.push_back(schema::invalid(path, schema::quoted(address),
                                     fault == std::string_view("may not be unspecified")
                                         ? std::string(fault) + " (" + address + ")"
                                         : std::string(fault)));
}

void validate_endpoint_slice(const discovery::EndpointSlice& slice, const std::string&,
                             Faults& faults) {
  const std::string& type = slice.addressType;
  const bool known = type == "IPv4" || type == "IPv6" || type == "FQDN";
  for (size_t i = 0; known && i < slice.endpoints.size(); ++i) {
    const std::string list = item_path("", "endpoints", i) + ".addresses";
    for (size_t k = 0; k < slice.endpoints[i].addresses.size(); ++k)
      validate_slice_address(type, slice.endpoints[i].addresses[k], list, k, faults);
  }
  std::set<std::string> names;
  for (size_t i = 0; i < slice.ports.size(); ++i) {
    const std::string name = slice.ports[i].name.value_or("");
    const std::string place = item_path("", "ports", i) + ".name";
    if (!name.empty()) add_invalid(faults, place, name, schema::check_dns1123_label(name));
    if (!names.insert(name).second)
      faults.push_back(schema::duplicate(place, schema::quoted(name)));
  }
}

void validate_endpoint_subset(const core::EndpointSubset& subset, const std::string& path,
                              Faults& faults) {
  if (subset.addresses.empty() && subset.notReadyAddresses.empty())
    faults.push_back(schema::required(path, "must specify `addresses` or `notReadyAddresses`"));
  for (size_t i = 0; i < subset.addresses.size(); ++i)
    validate_endpoint_address(subset.addresses[i].ip, item_path(path, "addresses", i) + ".ip",
                              faults);
  for (size_t i = 0; i < subset.notReadyAddresses.size(); ++i)
    validate_endpoint_address(subset.notReadyAddresses[i].ip,
                              item_path(path, "notReadyAddresses", i) + ".ip", faults);
  for (size_t i = 0; i < subset.ports.size(); ++i) {
    const std::string place = item_path(path, "ports", i);
    const core::EndpointPort& port = subset.ports[i];
    if (port.name.empty() && subset.ports.size() > 1)
      faults.push_back(schema::required(place + ".name"));
    else if (!port.name.empty())
      add_invalid(faults, place + ".name", port.name, schema::check_dns1123_label(port.name));
    if (port.port < 1 || port.port > 65535)
      faults.push_back(schema::invalid(place + ".port", std::to_string(port.port),
                                       "must be between 1 and 65535, inclusive"));
  }
}

}  // namespace shoal
