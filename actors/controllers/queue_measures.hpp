#pragma once
// What one shard of a controller counts of its work queue, under Kubernetes' names, labelled with
// the controller. Shards of a controller add up. Thread safe.

#include <string_view>

#include "schema/metrics/metrics.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::controllers {

class QueueMeasures {
 public:
  QueueMeasures(metrics::Registry& registry, std::string_view controller);
  ~QueueMeasures();  // its shard's part of the gauges goes
  // What waits and is not in hand, how many were ever added, and units in the log without an
  // outcome: as they are now.
  void show(size_t waiting, uint64_t added, size_t units);
  void took(Duration waited) { waited_.observe(waited); }
  void worked(Duration worked, bool failed);

 private:
  metrics::Counter& adds_;
  metrics::Gauge& depth_;
  metrics::Histogram& waited_;
  metrics::Histogram& worked_;
  metrics::Counter& retries_;
  metrics::Gauge& units_;
  int64_t shown_depth_ = 0, shown_units_ = 0;
  uint64_t shown_adds_ = 0;
};

}  // namespace shoal::controllers
