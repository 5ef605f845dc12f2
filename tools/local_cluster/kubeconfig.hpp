#pragma once
// Kubeconfigs: what the first node wrote for its administrator, rewritten for the host.

#include <string>

#include "schema/vocab/result.hpp"
#include "tools/local_cluster/plan.hpp"

namespace shoal::local {

// Pure. `admin` holds one cluster and one user with embedded certificates; the result has the
// context NAME (one address that leads to a live node, and the current context) and NAME-n1,
// NAME-n2, … (that node alone).
Result<std::string> host_kubeconfig(const std::string& admin, const ClusterPlan& plan);

// What a client needs of a kubeconfig, decoded to PEM.
struct Access {
  std::string ca_pem;
  std::string certificate_pem;
  std::string key_pem;  // secret
  uint16_t port = 0;    // on 127.0.0.1
};
Result<Access> access_of(const std::string& kubeconfig, const std::string& context);

}  // namespace shoal::local
