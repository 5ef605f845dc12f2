#pragma once
// Which endpoints a service has, grouped by their ports, and how they are spread over slices. Pure.

#include <optional>
#include <string>
#include <vector>

#include "actors/controllers/endpoint_slice/service_pods.hpp"
#include "schema/kinds/discovery.hpp"

namespace shoal::controllers {

inline constexpr size_t slice_endpoints_max = 100;

struct SliceContent {
  std::vector<discovery::EndpointPort> ports;
  std::vector<discovery::Endpoint> endpoints;
};

// Pods whose ports have the same numbers share a group: a named port may differ from pod to pod.
// Without pods there is one group with nothing in it, which says that somebody has looked.
std::vector<SliceContent> wanted_groups(const ServicePods& behind);

struct Arranged {
  // What becomes of each existing slice, by position; nothing: it goes.
  std::vector<std::optional<SliceContent>> kept;
  std::vector<SliceContent> created;
};
// An endpoint stays in the slice that holds it. New ones go into slices that are written anyway,
// then into the fullest that has room for all of them, then into new slices.
Arranged arrange(std::vector<SliceContent> wanted,
                 const std::vector<const discovery::EndpointSlice*>& existing);

}  // namespace shoal::controllers
