#include "actors/controllers/queue_measures.hpp"

#include <utility>

namespace shoal::controllers {

QueueMeasures::QueueMeasures(metrics::Registry& r, std::string_view name)
    : adds_(r.counters("workqueue_adds_total", "Objects added to a controller's queue", {"name"})
                .with({name})),
      depth_(r.gauges("workqueue_depth", "Objects that wait in a controller's queue", {"name"})
                 .with({name})),
      waited_(r.histograms("workqueue_queue_duration_seconds",
                           "How long an object that was due waited before it was looked at",
                           {"name"}, metrics::queue_seconds)
                  .with({name})),
      worked_(r.histograms("workqueue_work_duration_seconds",
                           "From a look at an object until all it led to was decided", {"name"},
                           metrics::queue_seconds)
                  .with({name})),
      retries_(r.counters("workqueue_retries_total",
                          "Looks that failed and are made again after a back-off", {"name"})
                   .with({name})),
      units_(r.gauges("shoal_controller_units_in_flight",
                      "Units of a controller's plans that have no outcome yet", {"name"})
                 .with({name})) {}

QueueMeasures::~QueueMeasures() {
  show(0, shown_adds_, 0);
}

void QueueMeasures::show(size_t waiting, uint64_t added, size_t units) {
  const auto depth = static_cast<int64_t>(waiting), in_log = static_cast<int64_t>(units);
  depth_.add(depth - std::exchange(shown_depth_, depth));
  units_.add(in_log - std::exchange(shown_units_, in_log));
  // A queue that begins anew counts from 0.
  const uint64_t before = std::exchange(shown_adds_, added);
  adds_.add(added >= before ? added - before : added);
}

void QueueMeasures::worked(Duration worked, bool failed) {
  worked_.observe(worked);
  if (failed) retries_.add();
}

}  // namespace shoal::controllers
