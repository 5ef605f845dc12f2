#pragma once
// Subjects and alternative names, to and from OpenSSL. For this folder's sources only.

#include <openssl/x509v3.h>

#include "actors/apiserver/tls/authority.hpp"
#include "actors/apiserver/tls/openssl_types.hpp"

namespace shoal::tls {

constexpr size_t common_name_bytes_max = 64;  // X.520's upper bound, checked by OpenSSL too
constexpr size_t names_max = 256;             // alternative names of one certificate

// Refuses what would not fit, before OpenSSL says so in its own words.
Status check_subject(const LeafRequest& request);
bool set_subject(X509_NAME* name, std::string_view common_name,
                 const std::vector<std::string>& organizations);
// Null when there are none. IPs must have passed check_subject.
ExtensionPtr alternative_names(const ServerNames& names);
ServerNames read_alternative_names(const GENERAL_NAMES* names);

}  // namespace shoal::tls
