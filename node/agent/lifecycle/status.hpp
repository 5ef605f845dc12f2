#pragma once
// What a node reports about a pod: its status, from the same input as the decision. What the status
// holds already and still is true stays byte for byte (times of transitions above all), so that
// nothing new is no write. Conditions that others set are kept. Pure.

#include "node/agent/lifecycle/pod_phase.hpp"

namespace shoal::agent {

core::PodStatus status_of(const PodInput& input);

// "process://<uid>/<container>/<attempt>"
std::string container_id(const std::string& runtime, const Uid& uid, const std::string& container,
                         uint32_t attempt);

}  // namespace shoal::agent
