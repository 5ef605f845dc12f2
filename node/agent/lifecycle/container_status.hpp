#pragma once
// The status of one container: state, last state, counts. Pure; a part of status.hpp.

#include "node/agent/lifecycle/containers.hpp"

namespace shoal::agent {

core::ContainerStatus container_status(const PodInput& input, const ContainerFacts& container,
                                       const std::string& phase, bool pod_initialized);

}  // namespace shoal::agent
