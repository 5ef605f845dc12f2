#pragma once
// What the scheduler counts, under Kubernetes' names; the profile is always default-scheduler.
// Thread safe.

#include "actors/scheduler/queue.hpp"
#include "schema/metrics/metrics.hpp"

namespace shoal::scheduler {

class SchedulerMeasures {
 public:
  explicit SchedulerMeasures(metrics::Registry& registry);
  ~SchedulerMeasures();  // what waited here waits elsewhere
  void show(const Queue::Sizes& sizes);

  struct Attempts {
    metrics::Counter& count;
    metrics::Histogram& seconds;
    void add(Duration took) {
      count.add();
      seconds.observe(took);
    }
  };
  Attempts scheduled, unschedulable, error;
  metrics::Histogram& algorithm;   // the choice for all pods of a round
  metrics::Histogram& round_pods;  // tried together

 private:
  metrics::Gauge& active_;
  metrics::Gauge& backoff_;
  metrics::Gauge& unschedulable_;
};

}  // namespace shoal::scheduler
