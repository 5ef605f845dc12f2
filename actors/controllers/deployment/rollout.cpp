#include "actors/controllers/deployment/rollout.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

struct Steps {
  int32_t surge, unavailable;
};

// Neither may be zero at once: then nothing could ever move.
Steps steps_of(const Rollout& rollout) {
  const auto& rolling = rollout.deployment->spec.strategy.rollingUpdate;
  api::IntOrString quarter("25%");
  auto surge = rolling && rolling->maxSurge ? *rolling->maxSurge : quarter;
  auto unavailable = rolling && rolling->maxUnavailable ? *rolling->maxUnavailable : quarter;
  int64_t wanted = rollout.wanted();
  auto up = surge.scaled(wanted, api::Rounding::up).value_or(0);
  auto down = unavailable.scaled(wanted, api::Rounding::down).value_or(0);
  if (up == 0 && down == 0) down = 1;
  return {static_cast<int32_t>(up), static_cast<int32_t>(std::min(down, wanted))};
}

}  // namespace

int32_t Rollout::surge_max() const {
  return rolling() ? steps_of(*this).surge : 0;
}

int32_t Rollout::unavailable_max() const {
  return rolling() && wanted() > 0 ? steps_of(*this).unavailable : 0;
}

std::vector<RolloutSet*> Rollout::old_sets() {
  std::vector<RolloutSet*> out;
  for (size_t i = 0; i < sets.size(); ++i) {
    if (i != current) out.push_back(&sets[i]);
  }
  return out;
}

std::vector<RolloutSet*> Rollout::active_sets() {
  std::vector<RolloutSet*> out;
  for (auto& set : sets) {
    if (set.replicas() > 0) out.push_back(&set);
  }
  return out;
}

int32_t Rollout::replicas() const {
  int32_t sum = 0;
  for (const auto& set : sets) sum += set.replicas();
  return sum;
}

bool scale(Rollout& rollout, RolloutSet& set, int32_t replicas) {
  int32_t before = set.replicas();
  auto& annotations = set.next.metadata.annotations;
  annotations[desired_annotation] = std::to_string(rollout.wanted());
  annotations[max_annotation] = std::to_string(rollout.wanted() + rollout.surge_max());
  set.next.spec.replicas = replicas;
  if (before == replicas) return false;
  set.reports.push_back({false, "ScalingReplicaSet",
                         std::string("Scaled ") + (before < replicas ? "up" : "down") +
                             " replica set " + set.next.metadata.name + " from " +
                             std::to_string(before) + " to " + std::to_string(replicas)});
  return true;
}

}  // namespace shoal::controllers
