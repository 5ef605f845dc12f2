// The next step of a rollout, and of a change of size.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "actors/controllers/deployment/rollout.hpp"

namespace shoal::controllers {
namespace {

std::optional<int32_t> annotated(const RolloutSet& set, std::string_view annotation) {
  const auto* text = set.next.metadata.annotations.get(annotation);
  int32_t number = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc())
    return std::nullopt;
  return number;
}

// True when the new set changes its size.
bool roll_current(Rollout& rollout) {
  auto* set = rollout.current_set();
  if (!set) return false;
  if (!set->read) return true;  // made in this look, with its first size
  int32_t has = set->replicas();
  int32_t size = has > rollout.wanted() ? rollout.wanted() : current_size(rollout, has);
  return scale(rollout, *set, size);
}

// Pods that never became available are worth nothing: they go first.
int32_t drop_unhealthy(Rollout& rollout, int32_t drop_max) {
  int32_t dropped = 0;
  for (auto* set : rollout.old_sets()) {
    if (dropped >= drop_max) break;
    int32_t unhealthy = set->replicas() - set->available();
    if (set->replicas() == 0 || unhealthy <= 0) continue;
    int32_t drop = std::min(drop_max - dropped, unhealthy);
    scale(rollout, *set, set->replicas() - drop);
    dropped += drop;
  }
  return dropped;
}

int32_t drop_available(Rollout& rollout, int32_t available_min) {
  int32_t available = 0;
  for (const auto& set : rollout.sets) available += set.available();
  int32_t drop_max = available - available_min;
  int32_t dropped = 0;
  for (auto* set : rollout.old_sets()) {
    if (dropped >= drop_max) break;
    if (set->replicas() == 0) continue;
    int32_t drop = std::min(set->replicas(), drop_max - dropped);
    scale(rollout, *set, set->replicas() - drop);
    dropped += drop;
  }
  return std::max(dropped, 0);
}

bool roll_old(Rollout& rollout) {
  int32_t current = 0, current_available = 0;
  if (const auto* set = rollout.current_set())
    current = set->replicas(), current_available = set->available();
  int32_t all = rollout.replicas();
  if (all == current) return false;
  int32_t available_min = rollout.wanted() - rollout.unavailable_max();
  int32_t drop_max = all - available_min - (current - current_available);
  if (drop_max <= 0) return false;
  int32_t unhealthy = drop_unhealthy(rollout, drop_max);
  return drop_available(rollout, available_min) + unhealthy > 0;
}

// What a set would gain if it kept its share of the deployment.
int32_t share_of(const Rollout& rollout, const RolloutSet& set) {
  int32_t has = set.replicas();
  if (rollout.wanted() == 0) return -has;
  auto before = annotated(set, max_annotation).value_or(0);
  if (before == 0) before = rollout.deployment->status.replicas;
  if (before == 0) return 0;
  double share = double(has) * (rollout.wanted() + rollout.surge_max()) / before;
  return static_cast<int32_t>(std::lround(share)) - has;
}

int64_t created_s(const RolloutSet* set) {
  const auto& at = set->next.metadata.creationTimestamp;
  return set->read ? at.unix_s() : INT64_MAX;
}

// Larger first; among equals the newer when growing, the older when shrinking.
void sort_by_size(std::vector<RolloutSet*>& sets, bool newer_first) {
  std::stable_sort(sets.begin(), sets.end(), [&](const RolloutSet* a, const RolloutSet* b) {
    if (a->replicas() != b->replicas()) return a->replicas() > b->replicas();
    return newer_first ? created_s(a) > created_s(b) : created_s(a) < created_s(b);
  });
}

void spread(Rollout& rollout) {
  auto sets = rollout.active_sets();
  if (sets.empty()) return;
  int32_t allowed = rollout.wanted() > 0 ? rollout.wanted() + rollout.surge_max() : 0;
  int32_t to_add = allowed - rollout.replicas();
  sort_by_size(sets, to_add > 0);
  std::vector<int32_t> sizes;
  int32_t added = 0;
  for (const auto* set : sets) {
    int32_t left = to_add - added;
    int32_t share = left == 0 ? 0 : share_of(rollout, *set);
    int32_t gain = to_add > 0 ? std::min(share, left) : std::max(share, left);
    if (to_add == 0) gain = 0;
    sizes.push_back(set->replicas() + gain);
    added += gain;
  }
  sizes.front() = std::max(0, sizes.front() + to_add - added);
  for (size_t i = 0; i < sets.size(); ++i) scale(rollout, *sets[i], sizes[i]);
}

// The only set with replicas; when none has any, the current one or else the newest.
RolloutSet* active_or_latest(Rollout& rollout) {
  auto active = rollout.active_sets();
  if (active.size() == 1) return active.front();
  if (!active.empty()) return nullptr;
  if (auto* set = rollout.current_set()) return set;
  return rollout.sets.empty() ? nullptr : &rollout.sets.back();
}

bool is_saturated(const Rollout& rollout) {
  const auto* set = rollout.current_set();
  return set && annotated(*set, desired_annotation) == rollout.wanted() &&
         set->replicas() == rollout.wanted() && set->available() == rollout.wanted();
}

}  // namespace

int32_t current_size(const Rollout& rollout, int32_t has) {
  int32_t room = rollout.wanted() + rollout.surge_max() - rollout.replicas();
  if (room <= 0) return has;
  return has + std::max(0, std::min(room, rollout.wanted() - has));
}

bool size_has_changed(const Rollout& rollout) {
  return std::any_of(rollout.sets.begin(), rollout.sets.end(), [&](const RolloutSet& set) {
    auto desired = annotated(set, desired_annotation);
    return set.replicas() > 0 && desired && *desired != rollout.wanted();
  });
}

void scale_proportionally(Rollout& rollout) {
  if (auto* only = active_or_latest(rollout)) {
    if (only->replicas() != rollout.wanted()) scale(rollout, *only, rollout.wanted());
    return;
  }
  if (is_saturated(rollout)) {
    for (auto* set : rollout.old_sets()) {
      if (set->replicas() > 0) scale(rollout, *set, 0);
    }
  } else if (rollout.rolling()) {
    spread(rollout);
  }
}

bool is_complete(const apps::Deployment& deployment, const apps::DeploymentStatus& status) {
  int32_t wanted = deployment.spec.replicas.value_or(1);
  return status.updatedReplicas == wanted && status.replicas == wanted &&
         status.availableReplicas == wanted &&
         status.observedGeneration >= deployment.metadata.generation;
}

void roll(Rollout& rollout) {
  sync_revision(rollout, true);
  if (roll_current(rollout) || roll_old(rollout)) return;
  if (is_complete(*rollout.deployment, rollout.deployment->status)) clean_up(rollout);
}

void recreate(Rollout& rollout, bool old_pods_run) {
  bool scaled = false;
  for (auto* set : rollout.old_sets()) {
    if (set->replicas() > 0) scaled |= scale(rollout, *set, 0);
  }
  bool wait = scaled || old_pods_run;
  sync_revision(rollout, !wait);
  if (wait) return;
  if (auto* set = rollout.current_set()) scaled |= scale(rollout, *set, rollout.wanted());
  if (!scaled && is_complete(*rollout.deployment, rollout.deployment->status)) clean_up(rollout);
}

}  // namespace shoal::controllers
