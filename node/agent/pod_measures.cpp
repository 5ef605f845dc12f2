#include "node/agent/pod_measures.hpp"

#include <utility>

namespace shoal::agent {

PodMeasures::PodMeasures(metrics::Registry& r)
    : sandboxes(r.counter("kubelet_started_pods_total", "Pods whose sandbox was started here")),
      sandbox_errors(r.counter("kubelet_started_pods_errors_total",
                               "Pods whose sandbox could not be started")),
      status_waiting(
          r.gauge("shoal_agent_status_writes_waiting", "Reports of pods that wait to be written")),
      status_in_flight(r.gauge("shoal_agent_status_writes_in_flight",
                               "Reports of pods that are written and have no outcome yet")),
      containers_(r.counters("kubelet_started_containers_total", "Containers that were started",
                             {"container_type"})),
      container_errors_(r.counters("kubelet_started_containers_errors_total",
                                   "Containers that could not be started", {"container_type"})),
      probes_(r.counters("prober_probe_total", "Probes of containers, by what came of them",
                         {"probe_type", "result"})) {}

void PodMeasures::container(bool init, bool started) {
  (started ? containers_ : container_errors_).with({init ? "init_container" : "container"}).add();
}

void PodMeasures::probe(std::string_view type, bool success) {
  probes_.with({type, success ? "successful" : "failed"}).add();
}

void ReportGauge::show(size_t waiting, size_t in_flight) {
  if (!measures_) return;
  const auto now_waiting = static_cast<int64_t>(waiting);
  const auto now_in_flight = static_cast<int64_t>(in_flight);
  measures_->status_waiting.add(now_waiting - std::exchange(waiting_, now_waiting));
  measures_->status_in_flight.add(now_in_flight - std::exchange(in_flight_, now_in_flight));
}

}  // namespace shoal::agent
