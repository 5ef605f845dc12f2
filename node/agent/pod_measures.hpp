#pragma once
// What the agents of a process count of their pods, under the kubelet's names where there are any.
// Thread safe.

#include <memory>

#include "schema/metrics/metrics.hpp"

namespace shoal::agent {

struct PodMeasures {
  explicit PodMeasures(metrics::Registry& registry);
  metrics::Counter& sandboxes;
  metrics::Counter& sandbox_errors;
  void container(bool init, bool started);
  void probe(std::string_view type, bool success);
  metrics::Gauge& status_waiting;
  metrics::Gauge& status_in_flight;

 private:
  metrics::Family<metrics::Counter>& containers_;
  metrics::Family<metrics::Counter>& container_errors_;
  metrics::Family<metrics::Counter>& probes_;
};

// What one agent adds to the gauges; its part goes with it.
class ReportGauge {
 public:
  explicit ReportGauge(std::shared_ptr<PodMeasures> measures) : measures_(std::move(measures)) {}
  ~ReportGauge() { show(0, 0); }
  ReportGauge(const ReportGauge&) = delete;
  ReportGauge& operator=(const ReportGauge&) = delete;
  void show(size_t waiting, size_t in_flight);

 private:
  std::shared_ptr<PodMeasures> measures_;  // may be null
  int64_t waiting_ = 0, in_flight_ = 0;
};

}  // namespace shoal::agent
