// A port of the node is given to one pod.

#include "actors/scheduler/match.hpp"
#include "actors/scheduler/plugins/plugins.hpp"

namespace shoal::scheduler {

Verdict node_ports(const PodClass& pod, const NodeState& node) {
  for (const auto& wanted : pod.ports) {
    // Ports are ordered by number, so that only those of the same number are looked at.
    auto taken = node.ports.lower_bound(HostPort{wanted.port, "", ""});
    for (; taken != node.ports.end() && taken->first.port == wanted.port; ++taken)
      if (ports_collide(wanted, taken->first))
        return Refusal{{"node(s) didn't have free ports for the requested pod ports"},
                       true,
                       "port " + std::to_string(wanted.port) + "/" + wanted.protocol};
  }
  return {};
}

}  // namespace shoal::scheduler
