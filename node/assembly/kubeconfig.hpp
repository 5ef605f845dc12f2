#pragma once
// The kubeconfig of a cluster's first administrator. Pure.

#include <string>

#include "actors/apiserver/tls/certificate.hpp"

namespace shoal::node {

// `server` is host:port.
std::string print_kubeconfig(const std::string& cluster_name, const std::string& server,
                             const std::string& ca_pem, const tls::KeyPair& client);

}  // namespace shoal::node
