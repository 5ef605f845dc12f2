#pragma once
// The phase of a pod, from its containers. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "node/agent/lifecycle/containers.hpp"

namespace shoal::agent {

inline bool is_terminal(std::string_view phase) {
  return phase == "Succeeded" || phase == "Failed";
}

struct PodPhase {
  std::string phase;   // Pending, Running, Succeeded, Failed
  std::string reason;  // DeadlineExceeded
  std::string message;
};
PodPhase phase_of(const PodInput& input, const std::vector<ContainerFacts>& all);

// spec.activeDeadlineSeconds has passed.
bool past_deadline(const PodInput& input);
// Until then; nothing when there is no deadline or it has passed.
std::optional<Duration> until_deadline(const PodInput& input);

}  // namespace shoal::agent
