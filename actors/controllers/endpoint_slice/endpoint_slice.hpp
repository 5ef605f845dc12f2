#pragma once
// EndpointSliceController: keeps the endpoint slices of a service with a selector: who is behind
// it, at which ports, and who of them takes traffic. A pod that ends stays listed, no longer ready,
// until it is gone. Changes are as few as can be: an endpoint stays in its slice, and slices that
// need no change are not written. Slices go with their service, by the garbage collector. Pure.

#include <vector>

#include "actors/controllers/endpoint_slice/service_pods.hpp"
#include "schema/kinds/discovery.hpp"

namespace shoal::controllers {

struct EndpointSliceController {
  static constexpr std::string_view name = "endpointslice";
  using Primary = core::Service;
  struct Observed {
    ServicePods behind;
    std::vector<objects::Typed<discovery::EndpointSlice>> slices;  // the service's, and ours
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
