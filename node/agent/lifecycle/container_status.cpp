#include "node/agent/lifecycle/container_status.hpp"

#include <fmt/format.h>

#include "node/agent/lifecycle/pod_phase.hpp"
#include "node/agent/lifecycle/status.hpp"

namespace shoal::agent {
namespace {

api::Time time_of(WallTime t) {
  return api::Time::from_unix_ns(to_unix_ns(t));
}

core::ContainerStateTerminated terminated(const PodInput& input,
                                          const runtime::ContainerStatus& run) {
  const runtime::Exit& exit = run.exit;
  core::ContainerStateTerminated t;
  t.exitCode = exit.code;
  t.signal = exit.signal;
  t.reason = exit.oom_killed  ? "OOMKilled"
             : exit.lost      ? "ContainerStatusUnknown"
             : exit.code == 0 ? "Completed"
                              : "Error";
  t.message = exit.message;
  t.startedAt = time_of(exit.started);
  t.finishedAt = time_of(exit.finished);
  t.containerID = container_id(input.runtime_name, input.pod->metadata.uid, run.name, run.attempt);
  return t;
}

core::ContainerStateTerminated lost(const core::ContainerStatus& stored) {
  core::ContainerStateTerminated t;
  t.exitCode = 137;
  t.reason = "ContainerStatusUnknown";
  t.message = "The container could not be located when the pod was terminated";
  t.containerID = stored.containerID;
  return t;
}

core::ContainerStateWaiting back_off_text(const PodInput& input, const ContainerFacts& c,
                                          Duration delay) {
  const auto& meta = input.pod->metadata;
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(delay).count();
  std::string span = seconds < 60     ? fmt::format("{}s", seconds)
                     : seconds % 3600 ? fmt::format("{}m{}s", seconds / 60, seconds % 60)
                                      : fmt::format("{}h", seconds / 3600);
  return {"CrashLoopBackOff",
          fmt::format("back-off {} restarting failed container={} pod={}_{}({})", span,
                      c.spec->name, meta.name, meta.namespace_, meta.uid)};
}

core::ContainerStateWaiting waiting(const PodInput& input, const ContainerFacts& c,
                                    bool pod_initialized) {
  for (const auto& [name, why] : input.config_errors)
    if (name == c.spec->name) return {"CreateContainerConfigError", why};
  if (c.memory->start_failed && !c.memory->starting)
    return {"RunContainerError", c.memory->start_error};
  if (!input.shown && !input.memory->sandbox_error.empty())
    return {"ContainerCreating", input.memory->sandbox_error};
  bool before_init = !pod_initialized && !input.pod->spec.initContainers.empty();
  return {before_init ? "PodInitializing" : "ContainerCreating", input.volumes_error};
}

// A container of which the runtime holds no record: what was reported stays, but nothing runs.
void set_from_stored(const PodInput& input, const ContainerFacts& c, const std::string& phase,
                     bool pod_initialized, core::ContainerStatus& status) {
  bool over = is_terminal(phase) || !input.pod->metadata.deletionTimestamp.is_zero();
  const auto* stored = c.stored;
  bool ran = stored && (!stored->containerID.empty() || stored->restartCount > 0);
  if (over && ran) {
    status = *stored;
    if (status.state.running) status.state = {.terminated = lost(*stored)};
    status.ready = false;
    status.started = false;
    return;
  }
  if (ran) {
    status.restartCount = stored->restartCount;
    status.lastState = stored->state.running ? core::ContainerState{.terminated = lost(*stored)}
                       : stored->state.terminated ? stored->state
                                                  : stored->lastState;
  }
  status.state.waiting = waiting(input, c, pod_initialized);
}

void set_from_run(const PodInput& input, const ContainerFacts& c, bool pod_initialized,
                  core::ContainerStatus& status) {
  const auto& run = *c.current;
  status.restartCount = static_cast<int32_t>(run.attempt);
  status.containerID =
      container_id(input.runtime_name, input.pod->metadata.uid, run.name, run.attempt);
  status.imageID = c.spec->image;
  if (c.previous)
    status.lastState.terminated = terminated(input, *c.previous);
  else if (c.stored && c.stored->restartCount == status.restartCount)
    status.lastState = c.stored->lastState;
  if (c.runs()) {
    if (run.state == runtime::ContainerState::running)
      status.state.running = core::ContainerStateRunning{time_of(run.started)};
    else
      status.state.waiting = waiting(input, c, pod_initialized);
    return;
  }
  auto end = terminated(input, run);
  auto o = outlook(input, c);
  bool again = o.standing == Standing::backing_off || o.standing == Standing::due;
  bool ending = !input.pod->metadata.deletionTimestamp.is_zero() || past_deadline(input);
  if (!again || ending) {
    status.state.terminated = std::move(end);
    return;
  }
  bool config = std::any_of(input.config_errors.begin(), input.config_errors.end(),
                            [&](const auto& each) { return each.first == c.spec->name; });
  if (o.standing == Standing::due && !config && !c.memory->start_failed) {
    status.state.terminated = std::move(end);  // for the moment that the restart takes
    return;
  }
  status.lastState.terminated = std::move(end);
  status.state.waiting = config || c.memory->start_failed ? waiting(input, c, pod_initialized)
                                                          : back_off_text(input, c, o.delay);
}

}  // namespace

std::string container_id(const std::string& runtime, const Uid& uid, const std::string& container,
                         uint32_t attempt) {
  return fmt::format("{}://{}/{}/{}", runtime, uid, container, attempt);
}

core::ContainerStatus container_status(const PodInput& input, const ContainerFacts& c,
                                       const std::string& phase, bool pod_initialized) {
  core::ContainerStatus status;
  status.name = c.spec->name;
  status.image = c.spec->image;
  if (!c.current) {
    set_from_stored(input, c, phase, pod_initialized, status);
    return status;
  }
  set_from_run(input, c, pod_initialized, status);
  status.started = c.started();
  status.ready = c.ready() && (c.init ? true : !is_terminal(phase));
  return status;
}

}  // namespace shoal::agent
