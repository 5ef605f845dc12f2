#include "actors/apiserver/tls/subject.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace shoal::tls {
namespace {

using OctetsPtr = std::unique_ptr<ASN1_OCTET_STRING, Freer<ASN1_OCTET_STRING_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;

bool is_printable(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string ip_text(const ASN1_OCTET_STRING* octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  int size = ASN1_STRING_length(octets);
  if (size != 4 && size != 16) return {};
  inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(octets), text.data(),
            text.size());
  return text.data();
}

void push(GENERAL_NAMES* names, int type, void* value) {
  GENERAL_NAME* name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, value);
  sk_GENERAL_NAME_push(names, name);
}

}  // namespace

Status check_subject(const LeafRequest& request) {
  auto refuse = [](std::string what) { return Status(Code::bad_request, std::move(what)); };
  if (request.common_name.empty() || request.common_name.size() > common_name_bytes_max) {
    return refuse("a common name has 1 to 64 bytes");
  }
  if (!is_printable(request.common_name)) return refuse("a common name is printable");
  for (const std::string& group : request.organizations) {
    if (group.empty() || group.size() > common_name_bytes_max || !is_printable(group)) {
      return refuse("an organization has 1 to 64 printable bytes");
    }
  }
  const ServerNames& names = request.names;
  if (names.dns.size() + names.ips.size() + request.organizations.size() > names_max) {
    return refuse("too many names for one certificate");
  }
  for (const std::string& ip : names.ips) {
    OctetsPtr octets(a2i_IPADDRESS(ip.c_str()));
    if (!octets) return refuse("not an IP address: " + ip);
  }
  for (const std::string& dns : names.dns) {
    if (dns.empty() || dns.size() > 253 || !is_printable(dns)) return refuse("not a DNS name");
  }
  if (request.life <= Duration::zero()) return refuse("a certificate needs a life");
  return Status();
}

bool set_subject(X509_NAME* name, std::string_view common_name,
                 const std::vector<std::string>& organizations) {
  auto add = [name](int nid, std::string_view text) {
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  };
  bool good = true;
  for (const std::string& organization : organizations) {
    good = good && add(NID_organizationName, organization);
  }
  return good && add(NID_commonName, common_name);
}

ExtensionPtr alternative_names(const ServerNames& names) {
  if (names.dns.empty() && names.ips.empty()) return nullptr;
  GeneralNamesPtr list(sk_GENERAL_NAME_new_null());
  for (const std::string& dns : names.dns) {
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, dns.data(), static_cast<int>(dns.size()));
    push(list.get(), GEN_DNS, text);
  }
  for (const std::string& ip : names.ips) {
    if (ASN1_OCTET_STRING* octets = a2i_IPADDRESS(ip.c_str())) push(list.get(), GEN_IPADD, octets);
  }
  return ExtensionPtr(X509V3_EXT_i2d(NID_subject_alt_name, 0, list.get()));
}

ServerNames read_alternative_names(const GENERAL_NAMES* names) {
  ServerNames read;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) {
      auto data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
      read.dns.emplace_back(data, static_cast<size_t>(ASN1_STRING_length(name->d.dNSName)));
    } else if (name->type == GEN_IPADD) {
      read.ips.push_back(ip_text(name->d.iPAddress));
    }
  }
  return read;
}

}  // namespace shoal::tls
