#include "node/assembly/kubeconfig.hpp"

#include <fmt/format.h>

#include "actors/apiserver/tls/token.hpp"

namespace shoal::node {

std::string print_kubeconfig(const std::string& cluster_name, const std::string& server,
                             const std::string& ca_pem, const tls::KeyPair& client) {
  return fmt::format(
      R"(apiVersion: v1
kind: Config
clusters:
- name: {0}
  cluster:
    server: https://{1}
    certificate-authority-data: {2}
users:
- name: {0}-admin
  user:
    client-certificate-data: {3}
    client-key-data: {4}
contexts:
- name: {0}
  context:
    cluster: {0}
    user: {0}-admin
current-context: {0}
)",
      cluster_name, server, tls::base64(ca_pem), tls::base64(client.certificate_pem),
      tls::base64(client.key_pem));
}

}  // namespace shoal::node
