#include "node/agent/lifecycle/status.hpp"

#include <algorithm>

#include "node/agent/lifecycle/container_status.hpp"

namespace shoal::agent {
namespace {

std::string join(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const auto& name : names) text += (text.size() > 1 ? " " : "") + name;
  return text + "]";
}

struct Verdict {
  bool holds = true;
  std::string reason;
  std::string message;
};

class Conditions {
 public:
  Conditions(const PodInput& input, core::PodStatus& status) : input_(input), status_(status) {}

  void set(const std::string& type, const Verdict& verdict) {
    auto& all = status_.conditions;
    auto at = std::find_if(all.begin(), all.end(),
                           [&](const core::PodCondition& c) { return c.type == type; });
    if (at == all.end()) {
      at = all.emplace(all.end());
      at->type = type;
    }
    std::string value = verdict.holds ? "True" : "False";
    if (at->status != value) {
      at->status = value;
      at->lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(input_.now));
    }
    at->observedGeneration = input_.pod->metadata.generation;
    at->reason = verdict.reason;
    at->message = verdict.message;
  }
  bool holds(const std::string& type) const {
    for (const auto& each : status_.conditions)
      if (each.type == type) return each.status == "True";
    return false;
  }

 private:
  const PodInput& input_;
  core::PodStatus& status_;
};

Verdict judge_initialized(const PodInput& input, const std::vector<ContainerFacts>& all,
                          const std::string& phase) {
  if (phase == "Succeeded") return {true, "PodCompleted", ""};
  if (initialized(input, all)) return {};
  std::vector<std::string> names;
  for (const auto& c : all)
    if (c.init && !(c.sidecar ? c.started() : c.ready())) names.push_back(c.spec->name);
  if (names.empty() && !input.shown && phase != "Pending") return {};
  return {names.empty(), names.empty() ? "" : "ContainersNotInitialized",
          names.empty() ? "" : "containers with incomplete status: " + join(names)};
}

Verdict judge_containers(const std::vector<ContainerFacts>& all, const std::string& phase) {
  if (phase == "Succeeded") return {false, "PodCompleted", ""};
  if (phase == "Failed") return {false, "PodFailed", ""};
  std::vector<std::string> names;
  for (const auto& c : all)
    if ((!c.init || c.sidecar) && !c.ready()) names.push_back(c.spec->name);
  if (names.empty()) return {};
  return {false, "ContainersNotReady", "containers with unready status: " + join(names)};
}

Verdict judge_ready(const core::Pod& pod, const Conditions& conditions, const Verdict& containers) {
  if (!containers.holds) return containers;
  std::string missing;
  for (const auto& gate : pod.spec.readinessGates)
    if (!conditions.holds(gate.conditionType))
      missing += (missing.empty() ? "" : ", ") +
                 std::string("corresponding condition of pod readiness gate \"") +
                 gate.conditionType + "\" does not exist or is not True.";
  if (missing.empty()) return {};
  return {false, "ReadinessGatesNotReady", missing};
}

void set_conditions(const PodInput& input, const std::vector<ContainerFacts>& all,
                    core::PodStatus& status) {
  Conditions conditions(input, status);
  Verdict containers = judge_containers(all, status.phase);
  conditions.set("PodReadyToStartContainers", {input.shown && input.shown->ready, "", ""});
  conditions.set("Initialized", judge_initialized(input, all, status.phase));
  conditions.set("Ready", judge_ready(*input.pod, conditions, containers));
  conditions.set("ContainersReady", containers);
  conditions.set("PodScheduled", {});
}

void set_addresses(const PodInput& input, core::PodStatus& status) {
  status.hostIP = input.node_ip;
  status.hostIPs = input.node_ip.empty() ? std::vector<core::HostIP>{}
                                         : std::vector{core::HostIP{input.node_ip}};
  std::string ip = input.pod->spec.hostNetwork ? input.node_ip : input.shown ? input.shown->ip : "";
  if (ip.empty()) return;  // the last known one is kept: a completed pod still tells it
  status.podIP = ip;
  status.podIPs = {core::PodIP{ip}};
}

}  // namespace

core::PodStatus status_of(const PodInput& input) {
  const core::Pod& pod = *input.pod;
  core::PodStatus status = pod.status;
  auto all = facts_of(input);
  PodPhase phase = phase_of(input, all);
  status.phase = phase.phase;
  status.reason = phase.reason;
  status.message = phase.message;
  status.observedGeneration = pod.metadata.generation;
  if (status.startTime.is_zero()) status.startTime = api::Time::from_unix_ns(to_unix_ns(input.now));
  set_addresses(input, status);
  status.initContainerStatuses.clear();
  status.containerStatuses.clear();
  bool ready_to_start = initialized(input, all);
  for (const auto& c : all)
    (c.init ? status.initContainerStatuses : status.containerStatuses)
        .push_back(container_status(input, c, phase.phase, ready_to_start));
  set_conditions(input, all, status);
  return status;
}

}  // namespace shoal::agent
