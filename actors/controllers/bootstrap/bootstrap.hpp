#pragma once
// Bootstrap: the objects a cluster has from its first start on: its system namespaces, the
// certificate that pods know the API by, and the service `kubernetes` with the addresses of the API
// servers. A plan of what is missing or has changed; empty when all is there. Whoever leads carries
// it out, again whenever a node joins or leaves. Pure.

#include <string>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"

namespace shoal::controllers {

struct ApiServers {
  std::vector<std::string> addresses;  // IPv4; none: the endpoints are left as they are
  int32_t port = 6443;
  std::string service_ip = "10.96.0.1";
  std::string root_certificate;  // PEM; empty: not published
};

objects::Plan plan_bootstrap(const objects::View& view, const ApiServers& servers);

}  // namespace shoal::controllers
