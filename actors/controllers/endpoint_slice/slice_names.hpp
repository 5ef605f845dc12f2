#pragma once
// Labels by which clients find and tell apart endpoint slices.

#include <string_view>

namespace shoal::controllers::slice_names {

inline constexpr std::string_view service_name = "kubernetes.io/service-name";
inline constexpr std::string_view managed_by = "endpointslice.kubernetes.io/managed-by";
inline constexpr std::string_view manager = "endpointslice-controller.k8s.io";
inline constexpr std::string_view headless = "service.kubernetes.io/headless";

}  // namespace shoal::controllers::slice_names
