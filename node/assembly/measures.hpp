#pragma once
// What a node tells about itself as a process and as a replica, read when somebody asks.

#include "node/assembly/state.hpp"
#include "schema/metrics/metrics.hpp"

namespace shoal::node {

// `state` must live until the last reading.
void measure_node(metrics::Registry& registry, State& state);

}  // namespace shoal::node
