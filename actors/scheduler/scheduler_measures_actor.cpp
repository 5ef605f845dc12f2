#include "actors/scheduler/scheduler_measures.hpp"

namespace shoal::scheduler {
namespace {

constexpr std::string_view profile = "default-scheduler";

SchedulerMeasures::Attempts attempts(metrics::Registry& r, std::string_view result) {
  auto& count =
      r.counters("scheduler_schedule_attempts_total",
                 "Attempts to find a pod a node, by what came of them", {"result", "profile"});
  auto& seconds = r.histograms("scheduler_scheduling_attempt_duration_seconds",
                               "From the begin of a pod's round to what came of it",
                               {"result", "profile"}, metrics::schedule_seconds);
  return {count.with({result, profile}), seconds.with({result, profile})};
}

metrics::Gauge& pending(metrics::Registry& r, std::string_view queue) {
  return r
      .gauges("scheduler_pending_pods",
              "Pods without a node: to be tried, in back-off, or waiting for a change", {"queue"})
      .with({queue});
}

}  // namespace

SchedulerMeasures::SchedulerMeasures(metrics::Registry& r)
    : scheduled(attempts(r, "scheduled")),
      unschedulable(attempts(r, "unschedulable")),
      error(attempts(r, "error")),
      algorithm(r.histogram("scheduler_scheduling_algorithm_duration_seconds",
                            "Choosing nodes for all pods of a round", metrics::schedule_seconds)),
      round_pods(r.histogram("shoal_scheduler_round_pods", "Pods that were tried in one round",
                             metrics::batch_sizes)),
      active_(pending(r, "active")),
      backoff_(pending(r, "backoff")),
      unschedulable_(pending(r, "unschedulable")) {}

SchedulerMeasures::~SchedulerMeasures() {
  show({});
}

void SchedulerMeasures::show(const Queue::Sizes& sizes) {
  active_.set(static_cast<int64_t>(sizes.active));
  backoff_.set(static_cast<int64_t>(sizes.backoff));
  unschedulable_.set(static_cast<int64_t>(sizes.unschedulable));
}

}  // namespace shoal::scheduler
