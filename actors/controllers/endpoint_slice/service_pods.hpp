#pragma once
// The pods behind a service, as both kinds of endpoints need them. Pure.

#include <optional>
#include <string>
#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/service.hpp"

namespace shoal::controllers {

// A selected pod that has an address and has not ended.
struct ServicePod {
  objects::Typed<core::Pod> pod;
  bool ready = false;  // its Ready condition, and its node is not known to be lost
  bool terminating = false;
  std::string zone;  // its node's; empty: none
};

struct ServicePods {
  objects::Typed<core::Service> service;
  std::vector<ServicePod> pods;  // by namespace and name

  // Whether this controller fills its endpoints: those of others are not touched.
  bool ours() const;
};
ServicePods observe_service(const objects::View& view, const ObjectName& object);

// The pod's port that a service port leads to; nothing when the pod names no such port.
std::optional<int32_t> target_port(const core::ServicePort& port, const core::Pod& pod);

// Pods and nodes whose changes matter to services.
std::vector<Watch> service_watches();

}  // namespace shoal::controllers
