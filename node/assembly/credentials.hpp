#pragma once
// Credentials: what a node shows to clients and what it believes of them, made from the cluster's
// authority. Certificates live a day and are renewed without a restart.

#include <memory>
#include <string>
#include <vector>

#include "actors/apiserver/auth/caller.hpp"
#include "actors/apiserver/tls/authority.hpp"
#include "node/options/options.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::node {

// The server certificate of this node: its name, its addresses, loopback, and the names Kubernetes'
// clients use inside a cluster.
Result<tls::KeyPair> server_certificate(const tls::Authority& authority, const Options& options,
                                        WallTime now);

// DATA/admin.kubeconfig, 0600: system:masters for a year.
Status write_admin_kubeconfig(const tls::Authority& authority, const Options& options,
                              uint16_t api_port, WallTime now);

// Bearer tokens: service accounts' signed ones. `token_file`, if any, holds lines of
// token,user,uid,"group,group" as kube-apiserver's static token file does.
Result<api::TokenCheck> token_check(const std::string& token_file);

}  // namespace shoal::node
