#pragma once
// Picture: the cluster and the queue as one revision shows them, kept up to date from changes or
// drawn anew from a view. Level-triggered: seeing an object twice, or only its last state, comes to
// the same. Not thread safe; pure, time is an input.

#include <string_view>

#include "actors/objects/view.hpp"
#include "actors/scheduler/cluster.hpp"
#include "actors/scheduler/queue.hpp"
#include "storage/store/resources.hpp"

namespace shoal::scheduler {

inline constexpr std::string_view scheduler_name = "default-scheduler";

class Picture {
 public:
  // Everything there is. Nothing is assumed and every waiting pod is ready.
  static Picture of(const objects::View& view);

  // One object as it is now; null: it is gone. Kinds that mean nothing here are ignored. An object
  // that cannot be read keeps what was known of it.
  void see(std::string_view key, const objects::BoxPtr& now_is, MonoTime now);

  // Between two rounds, when what was chosen has an outcome: what came of it has been seen, the
  // rest is undone.
  void settle();

  Cluster cluster;
  Queue queue;

 private:
  void see_pod(const core::Pod& pod, MonoTime now);
  void pod_gone(const std::string& key, MonoTime now);
};

// The kind whose objects stand under this key, of those that matter here; null: another.
const schema::Kind* minded_kind(std::string_view key);
store::Resources minded_resources();  // of those kinds

}  // namespace shoal::scheduler
