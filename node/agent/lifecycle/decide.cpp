#include <algorithm>

#include "node/agent/lifecycle/pod_phase.hpp"

namespace shoal::agent {
namespace {

// Something that failed for a passing reason (volumes, configuration) is looked at again so often
// at the latest; a change of what was missing comes at once.
constexpr Duration retry_after = 5s;

class Decision {
 public:
  explicit Decision(const PodInput& input) : in_(input), all_(facts_of(input)) {}

  PodActions take() {
    const auto& pod = *in_.pod;
    bool deleting = !pod.metadata.deletionTimestamp.is_zero();
    PodPhase phase = phase_of(in_, all_);
    if (deleting || past_deadline(in_) || is_terminal(phase.phase))
      end(deleting, is_terminal(pod.status.phase));
    else
      run();
    return std::move(out_);
  }

 private:
  void look_in(Duration d) {
    if (!out_.look_again || d < *out_.look_again) out_.look_again = d;
  }
  bool busy() const {
    if (in_.memory->sandbox_starting || in_.memory->sandbox_removing) return true;
    return std::any_of(all_.begin(), all_.end(),
                       [](const ContainerFacts& c) { return c.memory->starting; });
  }
  Duration pod_grace() const {
    const auto& pod = *in_.pod;
    if (pod.metadata.deletionGracePeriodSeconds)
      return std::chrono::seconds(*pod.metadata.deletionGracePeriodSeconds);
    return std::chrono::seconds(pod.spec.terminationGracePeriodSeconds.value_or(30));
  }

  void stop(const ContainerFacts& c, Duration grace, std::string why = {}) {
    const auto& sent = c.memory->stop_sent;
    if (c.current->attempt == c.memory->attempt && sent && *sent <= grace) return;
    out_.stop.push_back({c.spec->name, c.current->attempt, grace, std::move(why)});
  }

  // Containers first, sidecars when no other runs, then the sandbox, and at last the object.
  void end(bool deleting, bool reported) {
    bool mains = false, any = false;
    for (const auto& c : all_) {
      mains = mains || (c.runs() && !c.sidecar);
      any = any || c.runs();
    }
    for (const auto& c : all_)
      if (c.runs() && (!mains || !c.sidecar)) stop(c, pod_grace());
    if (any || busy()) return;
    if (in_.shown)
      out_.remove_sandbox = deleting || reported;
    else
      out_.delete_object = deleting;
  }

  void run() {
    if (in_.memory->sandbox_removing || in_.memory->sandbox_starting) return;
    if (auto left = until_deadline(in_)) look_in(*left);
    if (!in_.shown) return run_sandbox();
    if (!in_.shown->ready) {
      out_.remove_sandbox = true;
      return;
    }
    if (!run_init()) return watch_running();
    for (const auto& c : all_)
      if (!c.init) bring_up(c);
    watch_running();
  }

  void run_sandbox() {
    const auto& memory = *in_.memory;
    if (!in_.volumes_error.empty()) return look_in(retry_after);
    if (memory.sandbox_failed) {
      Duration left = back_off(memory.sandbox_failures) - (in_.mono - *memory.sandbox_failed);
      if (left > Duration::zero()) return look_in(left);
    }
    out_.run_sandbox = true;
  }

  // True when the main containers may run.
  bool run_init() {
    if (initialized(in_, all_)) {
      for (const auto& c : all_)
        if (c.sidecar) bring_up(c);
      return true;
    }
    for (const auto& c : all_) {
      if (!c.init) break;
      if (!c.sidecar && outlook(in_, c).standing == Standing::succeeded) continue;
      bring_up(c);
      if (!c.sidecar || !c.started()) return false;
    }
    return true;
  }

  void bring_up(const ContainerFacts& c) {
    auto o = outlook(in_, c);
    if (o.standing == Standing::backing_off) return look_in(o.wait);
    if (o.standing != Standing::fresh && o.standing != Standing::due) return;
    for (const auto& [name, why] : in_.config_errors)
      if (name == c.spec->name) return look_in(retry_after);
    out_.start.push_back({c.spec->name, o.next_attempt});
    if (c.previous) out_.remove.push_back({c.spec->name, c.previous->attempt});
  }

  void watch_running() {
    for (const auto& c : all_) {
      if (!c.current || c.current->state != runtime::ContainerState::running) continue;
      if (!kill_unhealthy(c)) probe(c);
    }
  }

  bool kill_unhealthy(const ContainerFacts& c) {
    for (auto kind : {ProbeKind::startup, ProbeKind::liveness}) {
      const auto* probe = probe_of(*c.spec, kind);
      if (!probe || !c.probe(kind).failed) continue;
      auto grace = probe->terminationGracePeriodSeconds;
      stop(c, grace ? std::chrono::seconds(*grace) : pod_grace(),
           std::string("failed ") + (kind == ProbeKind::startup ? "startup" : "liveness") +
               " probe, will be restarted");
      return true;
    }
    return false;
  }

  void probe(const ContainerFacts& c) {
    if (c.spec->startupProbe && !c.probe(ProbeKind::startup).passed)
      return probe(c, ProbeKind::startup);
    probe(c, ProbeKind::readiness);
    probe(c, ProbeKind::liveness);
  }

  void probe(const ContainerFacts& c, ProbeKind kind) {
    const auto* probe = probe_of(*c.spec, kind);
    const auto& memory = c.probe(kind);
    if (!probe || memory.underway) return;
    auto seconds = [](int32_t n) { return std::chrono::seconds(n); };
    MonoTime due = memory.tried ? *memory.tried + seconds(std::max(probe->periodSeconds, 1))
                                : c.memory->running_since.value_or(in_.mono) +
                                      seconds(std::max(probe->initialDelaySeconds, 0));
    if (due > in_.mono) return look_in(due - in_.mono);
    out_.probes.push_back({c.spec->name, kind});
  }

  const PodInput& in_;
  const std::vector<ContainerFacts> all_;
  PodActions out_;
};

// Somebody removed the object, or it is another node's: what runs of it goes at once.
PodActions decide_without_object(const PodInput& input) {
  PodActions out;
  if (input.memory->sandbox_starting || input.memory->sandbox_removing) return out;
  out.remove_sandbox = input.shown != nullptr;
  out.gone = input.shown == nullptr;
  return out;
}

}  // namespace

PodActions decide(const PodInput& input) {
  if (!input.pod) return decide_without_object(input);
  return Decision(input).take();
}

}  // namespace shoal::agent
