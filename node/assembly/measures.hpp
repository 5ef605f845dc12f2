#pragma once
// What a node tells about itself as a process, as a replica and as a tree of actors. All but
// ApplyMeasures is read when somebody asks.

#include <functional>
#include <vector>

#include "actors/supervision/tree.hpp"
#include "node/assembly/state.hpp"
#include "schema/metrics/metrics.hpp"

namespace shoal::node {

// CPU, memory, heap, files.
void measure_process(metrics::Registry& registry);
// Leadership, positions, sizes. `state` must live until the last reading.
void measure_replica(metrics::Registry& registry, State& state);
// The disk that holds the data.
void measure_disk(metrics::Registry& registry, const std::string& data_dir);
// By branch, the first part of a path below the node: how many actors, what waits for them.
void measure_actors(metrics::Registry& registry, std::function<std::vector<ActorView>()> tree);

// What entries did; on the applier's thread.
class ApplyMeasures {
 public:
  explicit ApplyMeasures(metrics::Registry& registry);
  void count(const store::Applied& applied);

 private:
  metrics::Counter& committed_;
  metrics::Counter& repeated_;
  metrics::Family<metrics::Counter>& refused_;
  metrics::Counter& puts_;
  metrics::Counter& deletes_;
};

}  // namespace shoal::node
