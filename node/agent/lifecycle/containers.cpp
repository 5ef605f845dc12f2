#include "node/agent/lifecycle/containers.hpp"

#include <algorithm>

namespace shoal::agent {
namespace {

using runtime::ContainerState;

WallTime wall(const api::Time& time) {
  return wall_from_unix_ns(time.unix_s() * 1'000'000'000);
}

const core::ContainerStatus* stored_status(const core::Pod& pod, bool init,
                                           const std::string& name) {
  const auto& all = init ? pod.status.initContainerStatuses : pod.status.containerStatuses;
  for (const auto& each : all)
    if (each.name == name) return &each;
  return nullptr;
}

void show_attempts(ContainerFacts& facts, const runtime::SandboxStatus& shown) {
  for (const auto& each : shown.containers)
    if (each.name == facts.spec->name && (!facts.current || each.attempt > facts.current->attempt))
      facts.current = &each;
  if (facts.current == nullptr) return;
  for (const auto& each : shown.containers)
    if (each.name == facts.spec->name && each.attempt < facts.current->attempt)
      if (!facts.previous || each.attempt > facts.previous->attempt) facts.previous = &each;
}

bool ever_ran(const core::ContainerStatus& stored) {
  return !stored.containerID.empty() || stored.restartCount > 0;
}

// How the last run ended: as the runtime shows it, or, when its record went with a lost sandbox, as
// the API remembers it. Init containers run again in a new sandbox.
std::optional<Ended> ended(const PodInput& input, const ContainerFacts& c) {
  if (c.current) return Ended{c.current->exit.code, c.current->exit.finished};
  if (c.init || !c.stored || !ever_ran(*c.stored)) return std::nullopt;
  for (const auto* state : {&c.stored->state, &c.stored->lastState})
    if (state->terminated)
      return Ended{state->terminated->exitCode, wall(state->terminated->finishedAt)};
  return Ended{137, WallTime{}};  // when, nobody knows
}

uint32_t next_attempt(const ContainerFacts& c) {
  if (c.current) return c.current->attempt + 1;
  if (c.stored && ever_ran(*c.stored)) return static_cast<uint32_t>(c.stored->restartCount) + 1;
  return 0;
}

bool starts_again(const PodInput& input, const ContainerFacts& c, int32_t code) {
  if (c.sidecar) return true;
  const std::string& policy =
      !c.init && c.spec->restartPolicy ? *c.spec->restartPolicy : input.pod->spec.restartPolicy;
  if (policy == "Never") return false;
  if (c.init || policy == "OnFailure") return code != 0;
  return true;
}

void wait_after(Outlook& outlook, Duration delay, Duration passed, Standing otherwise) {
  outlook.delay = delay;
  outlook.wait = delay - passed;
  outlook.standing = outlook.wait > Duration::zero() ? Standing::backing_off : otherwise;
}

}  // namespace

Duration back_off(uint32_t crashes) {
  if (crashes == 0) return Duration::zero();
  Duration delay = back_off_first;
  for (uint32_t i = 1; i < crashes && delay < back_off_max; ++i) delay *= 2;
  return std::min(delay, back_off_max);
}

const core::Probe* probe_of(const core::Container& container, ProbeKind kind) {
  const std::optional<core::Probe>* probe = nullptr;
  switch (kind) {
    case ProbeKind::startup:
      probe = &container.startupProbe;
      break;
    case ProbeKind::readiness:
      probe = &container.readinessProbe;
      break;
    case ProbeKind::liveness:
      probe = &container.livenessProbe;
      break;
  }
  return *probe ? &**probe : nullptr;
}

bool ContainerFacts::started() const {
  if (!current || current->state != ContainerState::running) return false;
  return !spec->startupProbe || probe(ProbeKind::startup).passed;
}

bool ContainerFacts::ready() const {
  if (init && !sidecar)
    return current ? !runs() && current->exit.code == 0 : stored && stored->ready;
  return started() && (!spec->readinessProbe || probe(ProbeKind::readiness).passed);
}

std::vector<ContainerFacts> facts_of(const PodInput& input) {
  static const ContainerMemory nothing;
  std::vector<ContainerFacts> all;
  const auto& spec = input.pod->spec;
  all.reserve(spec.initContainers.size() + spec.containers.size());
  auto add = [&](const core::Container& container, bool init) {
    ContainerFacts facts;
    facts.spec = &container;
    facts.init = init;
    facts.sidecar = init && container.restartPolicy == "Always";
    facts.memory = find_memory(*input.memory, container.name);
    if (!facts.memory) facts.memory = &nothing;
    facts.stored = stored_status(*input.pod, init, container.name);
    if (input.shown) show_attempts(facts, *input.shown);
    all.push_back(facts);
  };
  for (const auto& container : spec.initContainers) add(container, true);
  for (const auto& container : spec.containers) add(container, false);
  return all;
}

Outlook outlook(const PodInput& input, const ContainerFacts& c) {
  Outlook result;
  result.next_attempt = next_attempt(c);
  if (c.runs() || c.memory->starting) {
    result.standing = Standing::running;
    return result;
  }
  auto end = ended(input, c);
  if (end && !starts_again(input, c, end->code)) {
    result.standing = end->code == 0 ? Standing::succeeded : Standing::failed;
    return result;
  }
  if (c.memory->start_failed) {
    wait_after(result, back_off(c.memory->start_failures), input.mono - *c.memory->start_failed,
               end ? Standing::due : Standing::fresh);
    return result;
  }
  if (!end) return result;
  uint32_t crashes = result.next_attempt - 1;
  crashes -= std::min(crashes, c.memory->calm_attempt);
  wait_after(result, back_off(crashes), input.now - end->finished, Standing::due);
  return result;
}

bool initialized(const PodInput& input, const std::vector<ContainerFacts>& all) {
  bool done = true;
  for (const auto& c : all) {
    if (!c.init && c.current) return true;
    if (!c.init) continue;
    done = done && (c.sidecar ? c.started() : outlook(input, c).standing == Standing::succeeded);
  }
  return done;
}

}  // namespace shoal::agent
