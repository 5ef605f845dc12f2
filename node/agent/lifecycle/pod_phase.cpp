#include "node/agent/lifecycle/pod_phase.hpp"

namespace shoal::agent {
namespace {

struct Tally {
  size_t waiting = 0, running = 0, again = 0, succeeded = 0, failed = 0;
};

Tally tally(const PodInput& input, const std::vector<ContainerFacts>& all, bool init) {
  Tally t;
  for (const auto& c : all) {
    if (c.init != init || c.sidecar) continue;
    auto o = outlook(input, c);
    switch (o.standing) {
      case Standing::fresh:
        ++t.waiting;
        break;
      case Standing::running:
        ++(c.runs() ? t.running : o.next_attempt ? t.again : t.waiting);
        break;
      case Standing::backing_off:
        ++(o.next_attempt ? t.again : t.waiting);
        break;
      case Standing::due:
        ++t.again;
        break;
      case Standing::succeeded:
        ++t.succeeded;
        break;
      case Standing::failed:
        ++t.failed;
        break;
    }
  }
  return t;
}

std::optional<Duration> deadline_in(const PodInput& input) {
  const auto& limit = input.pod->spec.activeDeadlineSeconds;
  const auto& start = input.pod->status.startTime;
  if (!limit || start.is_zero()) return std::nullopt;
  auto passed = input.now - wall_from_unix_ns(start.unix_s() * 1'000'000'000);
  return std::chrono::seconds(*limit) - passed;
}

bool anything_runs(const std::vector<ContainerFacts>& all) {
  for (const auto& c : all)
    if (c.runs() || c.memory->starting) return true;
  return false;
}

}  // namespace

bool past_deadline(const PodInput& input) {
  auto left = deadline_in(input);
  return left && *left <= Duration::zero();
}

std::optional<Duration> until_deadline(const PodInput& input) {
  auto left = deadline_in(input);
  return left && *left > Duration::zero() ? left : std::nullopt;
}

PodPhase phase_of(const PodInput& input, const std::vector<ContainerFacts>& all) {
  const auto& stored = input.pod->status;
  if (is_terminal(stored.phase)) return {stored.phase, stored.reason, stored.message};
  if (past_deadline(input) && !anything_runs(all))
    return {"Failed", "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline"};
  // Of a pod being deleted nothing starts again: what has ended has ended for good.
  if (!input.pod->metadata.deletionTimestamp.is_zero() && !input.shown)
    return {stored.phase.empty() ? "Pending" : stored.phase, "", ""};
  Tally init = tally(input, all, true);
  Tally main = tally(input, all, false);
  bool begun = main.running + main.again + main.succeeded + main.failed > 0;
  if (init.failed > 0 && !begun) return {"Failed", "", ""};
  if (main.waiting > 0) return {"Pending", "", ""};
  if (main.running + main.again > 0) return {"Running", "", ""};
  if (main.failed > 0) return {"Failed", "", ""};
  return {"Succeeded", "", ""};
}

}  // namespace shoal::agent
