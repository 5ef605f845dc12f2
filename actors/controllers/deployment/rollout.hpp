#pragma once
// Rollout: a deployment with its replica sets while a plan for them is made. Steps change the
// copies here; what differs at the end is the plan. Plain values, pure.

#include <optional>
#include <string>
#include <vector>

#include "actors/controllers/controller.hpp"
#include "schema/kinds/apps.hpp"

namespace shoal::controllers {

inline constexpr std::string_view revision_annotation = "deployment.kubernetes.io/revision";
inline constexpr std::string_view history_annotation = "deployment.kubernetes.io/revision-history";
inline constexpr std::string_view desired_annotation = "deployment.kubernetes.io/desired-replicas";
inline constexpr std::string_view max_annotation = "deployment.kubernetes.io/max-replicas";

struct RolloutSet {
  objects::Typed<apps::ReplicaSet> read;  // null: to be created
  apps::ReplicaSet next;
  std::vector<objects::Report> reports;
  bool removed = false;

  int32_t replicas() const { return next.spec.replicas.value_or(1); }
  int32_t available() const { return next.status.availableReplicas; }
};

struct Rollout {
  const apps::Deployment* deployment = nullptr;
  std::vector<RolloutSet> sets;   // oldest first
  std::optional<size_t> current;  // the one with the deployment's template
  // What goes into the deployment itself.
  std::optional<std::string> revision;
  // Progressing, when a step has something to say of it.
  std::string progress_reason, progress_message;

  int32_t wanted() const { return deployment->spec.replicas.value_or(1); }
  bool rolling() const { return deployment->spec.strategy.type != "Recreate"; }
  int32_t surge_max() const;        // pods above wanted(), rounded up
  int32_t unavailable_max() const;  // pods below wanted(), rounded down
  RolloutSet* current_set() { return current ? &sets[*current] : nullptr; }
  const RolloutSet* current_set() const { return current ? &sets[*current] : nullptr; }
  std::vector<RolloutSet*> old_sets();
  std::vector<RolloutSet*> active_sets();  // with replicas wanted
  int32_t replicas() const;                // wanted by all sets
};

// Sets the size of a set, and the annotations that say what the deployment wanted then.
// False: nothing changes.
bool scale(Rollout& rollout, RolloutSet& set, int32_t replicas);

// revision.cpp: which set carries the template, made when there is none and `create`; its revision
// is the highest.
void find_current(Rollout& rollout);
void sync_revision(Rollout& rollout, bool create);
// Removes the oldest sets beyond revisionHistoryLimit that have no pods.
void clean_up(Rollout& rollout);
int64_t revision_of(const apps::ReplicaSet& set);
std::string set_name(const apps::Deployment& deployment);

// steps.cpp: each makes the next step only; the look after its commit makes the one after that.
int32_t current_size(const Rollout& rollout, int32_t now_has);  // how large the new set may be
void roll(Rollout& rollout);
void recreate(Rollout& rollout, bool old_pods_run);
// The deployment's size changed, or it is paused: spread the difference over its sets.
void scale_proportionally(Rollout& rollout);
bool size_has_changed(const Rollout& rollout);
bool is_complete(const apps::Deployment& deployment, const apps::DeploymentStatus& status);

// status.cpp. `rolled`: a rollout was looked at, not only sizes.
apps::DeploymentStatus status_of(const Rollout& rollout, bool rolled, WallTime now);
// When the progress deadline has to be looked at again.
std::optional<Duration> deadline_look(const apps::Deployment& deployment,
                                      const apps::DeploymentStatus& status, WallTime now);

}  // namespace shoal::controllers
