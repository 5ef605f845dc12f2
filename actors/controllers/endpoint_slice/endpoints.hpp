#pragma once
// EndpointsController: the older object with all of a service's addresses in one, for clients that
// still read it. It carries the service's name and is owned by it. Pure.

#include "actors/controllers/endpoint_slice/service_pods.hpp"

namespace shoal::controllers {

// Beyond this many addresses the object is cut off and says so; slices have no such bound.
inline constexpr size_t endpoints_addresses_max = 1000;

struct EndpointsController {
  static constexpr std::string_view name = "endpoint";
  using Primary = core::Service;
  struct Observed {
    ServicePods behind;
    objects::Typed<core::Endpoints> endpoints;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
