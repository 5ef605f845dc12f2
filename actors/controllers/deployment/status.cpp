// What a deployment says of itself, in Kubernetes' words.

#include <algorithm>
#include <numeric>

#include "actors/controllers/deployment/rollout.hpp"

namespace shoal::controllers {
namespace {

using apps::DeploymentCondition;
using apps::DeploymentStatus;

constexpr int32_t no_deadline = INT32_MAX;

bool has_deadline(const apps::Deployment& deployment) {
  const auto& seconds = deployment.spec.progressDeadlineSeconds;
  return seconds && *seconds != no_deadline;
}

const DeploymentCondition* find(const DeploymentStatus& status, std::string_view type) {
  for (const auto& condition : status.conditions) {
    if (condition.type == type) return &condition;
  }
  return nullptr;
}

void drop(DeploymentStatus& status, std::string_view type) {
  std::erase_if(status.conditions, [&](const auto& condition) { return condition.type == type; });
}

DeploymentCondition make(std::string type, std::string status, std::string reason,
                         std::string message, WallTime now) {
  DeploymentCondition condition;
  condition.type = std::move(type);
  condition.status = std::move(status);
  condition.reason = std::move(reason);
  condition.message = std::move(message);
  condition.lastUpdateTime = condition.lastTransitionTime =
      api::Time::from_unix_ns(to_unix_ns(now));
  return condition;
}

// `renew`: progress was made again, for the same reason; only the time of the update moves.
void set(DeploymentStatus& status, DeploymentCondition condition, bool renew = false) {
  const auto* has = find(status, condition.type);
  if (has && has->status == condition.status) {
    if (has->reason == condition.reason && !renew) return;
    condition.lastTransitionTime = has->lastTransitionTime;
  }
  drop(status, condition.type);
  status.conditions.push_back(std::move(condition));
}

void count(const Rollout& rollout, DeploymentStatus& status) {
  const auto& deployment = *rollout.deployment;
  status.observedGeneration = deployment.metadata.generation;
  status.replicas = status.readyReplicas = status.availableReplicas = 0;
  int32_t going = 0;
  bool all_tell = true;
  for (const auto& set : rollout.sets) {
    const auto& of = set.next.status;
    status.replicas += of.replicas;
    status.readyReplicas += of.readyReplicas;
    status.availableReplicas += of.availableReplicas;
    going += of.terminatingReplicas.value_or(0);
    all_tell &= of.terminatingReplicas.has_value() || !set.read;
  }
  const auto* current = rollout.current_set();
  status.updatedReplicas = current ? current->next.status.replicas : 0;
  status.unavailableReplicas = std::max(0, rollout.replicas() - status.availableReplicas);
  status.terminatingReplicas.reset();
  if (all_tell) status.terminatingReplicas = going;
}

void set_available(const Rollout& rollout, WallTime now, DeploymentStatus& status) {
  bool enough = status.availableReplicas >= rollout.wanted() - rollout.unavailable_max();
  set(status, enough ? make("Available", "True", "MinimumReplicasAvailable",
                            "Deployment has minimum availability.", now)
                     : make("Available", "False", "MinimumReplicasUnavailable",
                            "Deployment does not have minimum availability.", now));
}

bool is_progressing(const DeploymentStatus& before, const DeploymentStatus& now) {
  int32_t old_before = before.replicas - before.updatedReplicas;
  int32_t old_now = now.replicas - now.updatedReplicas;
  return now.updatedReplicas > before.updatedReplicas || old_now < old_before ||
         now.readyReplicas > before.readyReplicas ||
         now.availableReplicas > before.availableReplicas;
}

bool is_timed_out(const apps::Deployment& deployment, const DeploymentStatus& status,
                  WallTime now) {
  const auto* progressing = find(status, "Progressing");
  if (!progressing || progressing->reason == "NewReplicaSetAvailable") return false;
  if (progressing->reason == "ProgressDeadlineExceeded") return true;
  int64_t deadline_s =
      progressing->lastUpdateTime.unix_s() + *deployment.spec.progressDeadlineSeconds;
  return deadline_s < to_unix_ns(now) / 1'000'000'000;
}

// "ReplicaSet "web-6d4" is progressing."
std::string says(const Rollout& rollout, const char* what) {
  const auto* current = rollout.current_set();
  std::string who = current ? "ReplicaSet \"" + current->next.metadata.name
                            : "Deployment \"" + rollout.deployment->metadata.name;
  return who + "\" " + what;
}

void set_progressing(const Rollout& rollout, WallTime now, DeploymentStatus& status) {
  const auto& deployment = *rollout.deployment;
  const auto* before = find(deployment.status, "Progressing");
  if (status.replicas == status.updatedReplicas && before &&
      before->reason == "NewReplicaSetAvailable")
    return;
  if (is_complete(deployment, status)) {
    set(status, make("Progressing", "True", "NewReplicaSetAvailable",
                     says(rollout, "has successfully progressed."), now));
  } else if (is_progressing(deployment.status, status)) {
    set(status,
        make("Progressing", "True", "ReplicaSetUpdated", says(rollout, "is progressing."), now),
        true);
  } else if (is_timed_out(deployment, status, now)) {
    set(status, make("Progressing", "False", "ProgressDeadlineExceeded",
                     says(rollout, "has timed out progressing."), now));
  }
}

// Pausing stops the clock of the deadline, going on starts it anew.
void set_paused(const apps::Deployment& deployment, WallTime now, DeploymentStatus& status) {
  const auto* progressing = find(status, "Progressing");
  if (progressing && progressing->reason == "ProgressDeadlineExceeded") return;
  bool was_paused = progressing && progressing->reason == "DeploymentPaused";
  if (deployment.spec.paused && !was_paused)
    set(status, make("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", now));
  if (!deployment.spec.paused && was_paused)
    set(status, make("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", now));
}

void set_failure(const Rollout& rollout, DeploymentStatus& status) {
  drop(status, "ReplicaFailure");
  auto add = [&](const RolloutSet& of) {
    if (find(status, "ReplicaFailure")) return;
    for (const auto& condition : of.next.status.conditions) {
      if (condition.type != "ReplicaFailure") continue;
      auto& added = status.conditions.emplace_back();
      added.type = condition.type;
      added.status = condition.status;
      added.reason = condition.reason;
      added.message = condition.message;
      added.lastTransitionTime = added.lastUpdateTime = condition.lastTransitionTime;
    }
  };
  if (const auto* current = rollout.current_set()) add(*current);
  for (const auto& of : rollout.sets) add(of);
}

}  // namespace

DeploymentStatus status_of(const Rollout& rollout, bool rolled, WallTime now) {
  const auto& deployment = *rollout.deployment;
  DeploymentStatus status = deployment.status;
  count(rollout, status);
  set_available(rollout, now, status);
  if (!has_deadline(deployment)) {
    if (rolled) drop(status, "Progressing");
  } else {
    set_paused(deployment, now, status);
    bool created = rollout.progress_reason == "NewReplicaSetCreated";
    if (!rollout.progress_reason.empty() && (created || !find(status, "Progressing")))
      set(status,
          make("Progressing", "True", rollout.progress_reason, rollout.progress_message, now));
    if (rolled && !created) set_progressing(rollout, now, status);
  }
  if (rolled) set_failure(rollout, status);
  return status;
}

std::optional<Duration> deadline_look(const apps::Deployment& deployment,
                                      const DeploymentStatus& status, WallTime now) {
  const auto* progressing = find(status, "Progressing");
  if (!has_deadline(deployment) || deployment.spec.paused || !progressing ||
      progressing->reason == "NewReplicaSetAvailable" ||
      progressing->reason == "ProgressDeadlineExceeded" || is_complete(deployment, status))
    return std::nullopt;
  int64_t due_s =
      progressing->lastUpdateTime.unix_s() + *deployment.spec.progressDeadlineSeconds + 1;
  auto due = wall_from_unix_ns(due_s * 1'000'000'000);
  return std::max<Duration>(due - now, std::chrono::seconds(1));
}

}  // namespace shoal::controllers
