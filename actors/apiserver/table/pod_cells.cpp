// What a pod is doing, in one word: its phase says too little, so its containers are asked in the
// order in which they start. The words are Kubernetes'; scripts look for them.

#include <algorithm>

#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/container.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/pod_status.hpp"

namespace shoal::api {
namespace {

struct Restarts {
  int64_t count = 0;
  api::Time last;
  void add(const core::ContainerStatus& status) {
    count += status.restartCount;
    if (status.lastState.terminated) last = std::max(last, status.lastState.terminated->finishedAt);
  }
};

struct Summary {
  std::string word;
  size_t ready = 0, total = 0;
  Restarts restarts;
};

const core::PodCondition* condition(const core::Pod& pod, std::string_view type) {
  for (const auto& candidate : pod.status.conditions) {
    if (candidate.type == type) return &candidate;
  }
  return nullptr;
}

bool is_true(const core::Pod& pod, std::string_view type) {
  const auto* found = condition(pod, type);
  return found && found->status == "True";
}

bool is_sidecar(const core::Pod& pod, std::string_view container) {
  return std::any_of(
      pod.spec.initContainers.begin(), pod.spec.initContainers.end(),
      [&](const auto& init) { return init.name == container && init.restartPolicy == "Always"; });
}

// Why a container ended: its own reason, else its signal, else its exit code.
std::string end_of(const core::ContainerStateTerminated& end) {
  if (!end.reason.empty()) return end.reason;
  if (end.signal != 0) return "Signal:" + std::to_string(end.signal);
  return "ExitCode:" + std::to_string(end.exitCode);
}

// What an init container is stopping the pod with; empty when it lets the next one start.
std::string init_word(const core::Pod& pod, const core::ContainerStatus& status, size_t index,
                      bool sidecar) {
  const auto& state = status.state;
  if (state.terminated && state.terminated->exitCode == 0) return {};
  if (sidecar && status.started.value_or(false)) return {};
  if (state.terminated) return "Init:" + end_of(*state.terminated);
  if (state.waiting && !state.waiting->reason.empty() && state.waiting->reason != "PodInitializing")
    return "Init:" + state.waiting->reason;
  return "Init:" + std::to_string(index) + "/" + std::to_string(pod.spec.initContainers.size());
}

// Counts the init containers; true while one of them still has the word.
bool look_at_init_containers(const core::Pod& pod, Summary& summary, Restarts& of_sidecars) {
  size_t index = 0;
  for (const auto& status : pod.status.initContainerStatuses) {
    bool sidecar = is_sidecar(pod, status.name);
    summary.restarts.add(status);
    if (sidecar) of_sidecars.add(status);
    auto word = init_word(pod, status, index++, sidecar);
    if (!word.empty()) {
      summary.word = word;
      return true;
    }
    if (sidecar && !status.state.terminated && status.ready) ++summary.ready;
  }
  return false;
}

// The first container that has something to say wins, so they are asked from the last.
void look_at_containers(const core::Pod& pod, Summary& summary) {
  bool running = false;
  const auto& statuses = pod.status.containerStatuses;
  for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
    summary.restarts.add(*status);
    const auto& state = status->state;
    if (state.waiting && !state.waiting->reason.empty()) {
      summary.word = state.waiting->reason;
    } else if (state.terminated) {
      summary.word = end_of(*state.terminated);
    } else if (status->ready && state.running) {
      running = true;
      ++summary.ready;
    }
  }
  // One that completed does not speak for those that still run.
  if (summary.word == "Completed" && running)
    summary.word = is_true(pod, "Ready") ? "Running" : "NotReady";
}

bool has_ended(const core::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

Summary summarize(const core::Pod& pod) {
  Summary summary;
  summary.word = or_else(pod.status.reason, pod.status.phase);
  const auto* scheduled = condition(pod, "PodScheduled");
  if (scheduled && scheduled->reason == "SchedulingGated") summary.word = "SchedulingGated";
  summary.total = pod.spec.containers.size();
  for (const auto& init : pod.spec.initContainers)
    summary.total += init.restartPolicy == "Always" ? 1 : 0;
  Restarts of_sidecars;
  bool initializing = look_at_init_containers(pod, summary, of_sidecars);
  if (!initializing || is_true(pod, "Initialized")) {
    summary.restarts = of_sidecars;
    look_at_containers(pod, summary);
  }
  if (!pod.metadata.deletionTimestamp.is_zero()) {
    if (pod.status.reason == "NodeLost")
      summary.word = "Unknown";
    else if (!has_ended(pod))
      summary.word = "Terminating";
  }
  return summary;
}

std::string gates_text(const core::Pod& pod) {
  const auto& gates = pod.spec.readinessGates;
  if (gates.empty()) return std::string(cell_none);
  auto open = std::count_if(gates.begin(), gates.end(),
                            [&](const auto& gate) { return is_true(pod, gate.conditionType); });
  return std::to_string(open) + "/" + std::to_string(gates.size());
}

}  // namespace

void pod_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& pod = row.as<core::Pod>();
  auto summary = summarize(pod);
  auto restarts = std::to_string(summary.restarts.count);
  if (summary.restarts.count != 0 && !summary.restarts.last.is_zero())
    restarts += " (" + ages(summary.restarts.last) + " ago)";
  const auto& addresses = pod.status.podIPs;
  out.text(pod.metadata.name);
  out.text(std::to_string(summary.ready) + "/" + std::to_string(summary.total));
  out.text(summary.word);
  out.text(restarts);
  out.text(ages(pod.metadata.creationTimestamp));
  out.text(or_else(addresses.empty() ? std::string_view(pod.status.podIP)
                                     : std::string_view(addresses.front().ip),
                   cell_none));
  out.text(or_else(pod.spec.nodeName, cell_none));
  out.text(or_else(pod.status.nominatedNodeName, cell_none));
  out.text(gates_text(pod));
}

RowEnd pod_end(const schema::Box& row) {
  if (!row.is<core::Pod>()) return {};
  const auto& phase = row.as<core::Pod>().status.phase;
  if (phase == "Succeeded") return {"Succeeded", "The pod has completed successfully."};
  if (phase == "Failed") return {"Failed", "The pod failed."};
  return {};
}

}  // namespace shoal::api
