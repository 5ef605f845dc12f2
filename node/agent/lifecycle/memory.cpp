#include "node/agent/lifecycle/memory.hpp"

#include <algorithm>

#include "node/agent/lifecycle/containers.hpp"

namespace shoal::agent {
namespace {

using runtime::ContainerState;

const runtime::ContainerStatus* last_attempt(const runtime::SandboxStatus* shown,
                                             const std::string& name) {
  const runtime::ContainerStatus* last = nullptr;
  if (shown == nullptr) return last;
  for (const auto& each : shown->containers)
    if (each.name == name && (!last || each.attempt >= last->attempt)) last = &each;
  return last;
}

bool ran_calmly(const runtime::ContainerStatus& status) {
  return status.state == ContainerState::exited &&
         status.exit.finished - status.exit.started >= calm_after;
}

void keep_verdicts(ContainerMemory& memory, const core::Pod& pod) {
  auto keep = [&](const std::vector<core::ContainerStatus>& all) {
    for (const auto& status : all) {
      if (status.name != memory.name || !status.state.running) continue;
      if (static_cast<uint32_t>(status.restartCount) != memory.attempt) continue;
      memory.probes[size_t(ProbeKind::startup)].passed = status.started.value_or(false);
      memory.probes[size_t(ProbeKind::readiness)].passed = status.ready;
    }
  };
  keep(pod.status.containerStatuses);
  keep(pod.status.initContainerStatuses);
}

}  // namespace

ContainerMemory* find_memory(PodMemory& memory, const std::string& container) {
  for (auto& each : memory.containers)
    if (each.name == container) return &each;
  return nullptr;
}

const ContainerMemory* find_memory(const PodMemory& memory, const std::string& container) {
  return find_memory(const_cast<PodMemory&>(memory), container);
}

void refresh(PodMemory& memory, const runtime::SandboxStatus* shown, WallTime now, MonoTime mono) {
  for (auto& each : memory.containers) {
    const auto* last = last_attempt(shown, each.name);
    if (last == nullptr) continue;
    if (last->attempt != each.attempt) {
      ContainerMemory next;
      next.name = each.name;
      next.attempt = last->attempt;
      next.calm_attempt = each.calm_attempt;
      each = std::move(next);
    }
    if (last->state == ContainerState::running && !each.running_since)
      each.running_since = mono - std::max(now - last->started, Duration::zero());
    if (ran_calmly(*last)) each.calm_attempt = last->attempt;
  }
}

PodMemory remember(const core::Pod& pod, const runtime::SandboxStatus* shown, WallTime now,
                   MonoTime mono) {
  PodMemory memory;
  memory.containers.reserve(pod.spec.initContainers.size() + pod.spec.containers.size());
  for (const auto* list : {&pod.spec.initContainers, &pod.spec.containers})
    for (const auto& container : *list) {
      ContainerMemory fresh;
      fresh.name = container.name;
      memory.containers.push_back(std::move(fresh));
    }
  refresh(memory, shown, now, mono);
  for (auto& each : memory.containers) keep_verdicts(each, pod);
  return memory;
}

void note_probe(ProbeMemory& memory, const core::Probe& probe, bool success) {
  memory.underway = false;
  if (success) {
    memory.failures = 0;
    if (++memory.successes >= std::max(probe.successThreshold, 1))
      memory.passed = true, memory.failed = false;
  } else {
    memory.successes = 0;
    if (++memory.failures >= std::max(probe.failureThreshold, 1))
      memory.passed = false, memory.failed = true;
  }
}

void note_started(runtime::SandboxStatus& shown, const std::string& container, uint32_t attempt,
                  WallTime at) {
  for (const auto& each : shown.containers)
    if (each.name == container && each.attempt == attempt) return;
  runtime::ContainerStatus status;
  status.name = container;
  status.attempt = attempt;
  status.state = ContainerState::running;
  status.started = at;
  shown.containers.push_back(std::move(status));
}

void note_exit(runtime::SandboxStatus& shown, const runtime::ContainerExited& exited) {
  const auto& key = exited.key;
  note_started(shown, key.name, key.attempt, exited.exit.started);
  for (auto& each : shown.containers) {
    if (each.name != key.name || each.attempt != key.attempt) continue;
    each.state = ContainerState::exited;
    each.exit = exited.exit;
    each.started = exited.exit.started;
  }
}

void note_removed(runtime::SandboxStatus& shown, const std::string& container, uint32_t attempt) {
  std::erase_if(shown.containers, [&](const runtime::ContainerStatus& each) {
    return each.name == container && each.attempt == attempt;
  });
}

}  // namespace shoal::agent
