// Which replica set carries the deployment's template, and the numbers its history is known by.

#include <algorithm>
#include <charconv>

#include "actors/controllers/deployment/rollout.hpp"
#include "actors/controllers/deployment/template_hash.hpp"
#include "actors/controllers/ownership.hpp"

namespace shoal::controllers {
namespace {

constexpr size_t history_chars_max = 2000;

// Annotations of the deployment that say something of itself, not of its template.
constexpr std::string_view kept_from_sets[] = {"kubectl.kubernetes.io/last-applied-configuration",
                                               revision_annotation,
                                               history_annotation,
                                               desired_annotation,
                                               max_annotation,
                                               "deprecated.deployment.rollback.to"};

int64_t number_of(const std::string* text) {
  int64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

void copy_annotations(const apps::Deployment& from, apps::ReplicaSet& to) {
  for (const auto& [key, value] : from.metadata.annotations) {
    auto own = std::find(std::begin(kept_from_sets), std::end(kept_from_sets), key);
    if (own == std::end(kept_from_sets)) to.metadata.annotations[key] = value;
  }
}

// A set that becomes current again keeps the numbers it had before.
void remember(apps::ReplicaSet& set, int64_t before) {
  auto& history = set.metadata.annotations[history_annotation];
  std::string longer =
      history.empty() ? std::to_string(before) : history + "," + std::to_string(before);
  while (longer.size() > history_chars_max) {
    auto comma = longer.find(',');
    longer = comma == longer.npos ? "" : longer.substr(comma + 1);
  }
  history = std::move(longer);
}

int64_t next_revision(const Rollout& rollout) {
  int64_t highest = 0;
  for (size_t i = 0; i < rollout.sets.size(); ++i) {
    if (i != rollout.current) highest = std::max(highest, revision_of(rollout.sets[i].next));
  }
  return highest + 1;
}

void refresh(Rollout& rollout, RolloutSet& set) {
  int64_t before = revision_of(set.next);
  int64_t after = next_revision(rollout);
  copy_annotations(*rollout.deployment, set.next);
  if (before < after) {
    set.next.metadata.annotations[revision_annotation] = std::to_string(after);
    if (before > 0) remember(set.next, before);
  }
  set.next.spec.minReadySeconds = rollout.deployment->spec.minReadySeconds;
  rollout.progress_reason = "FoundNewReplicaSet";
  rollout.progress_message = "Found new replica set \"" + set.next.metadata.name + "\"";
}

void create_set(Rollout& rollout) {
  const auto& deployment = *rollout.deployment;
  auto hash =
      template_hash(deployment.spec.template_, deployment.status.collisionCount.value_or(0));
  RolloutSet made;
  auto& set = made.next;
  set.metadata.name = set_name(deployment);
  set.metadata.namespace_ = deployment.metadata.namespace_;
  set.metadata.ownerReferences.push_back(
      controller_reference(objects::View::kind_of<apps::Deployment>(), deployment.metadata));
  set.spec.template_ = deployment.spec.template_;
  set.spec.template_.metadata.labels[template_hash_label] = hash;
  set.metadata.labels = set.spec.template_.metadata.labels;
  set.spec.selector = deployment.spec.selector.value_or(meta::LabelSelector());
  set.spec.selector->matchLabels[template_hash_label] = hash;
  set.spec.minReadySeconds = deployment.spec.minReadySeconds;
  set.spec.replicas = 0;
  copy_annotations(deployment, set);
  set.metadata.annotations[revision_annotation] = std::to_string(next_revision(rollout));
  int32_t size = rollout.rolling() ? current_size(rollout, 0) : rollout.wanted();
  scale(rollout, made, size);
  rollout.progress_reason = "NewReplicaSetCreated";
  rollout.progress_message = "Created new replica set \"" + set.metadata.name + "\"";
  rollout.sets.push_back(std::move(made));
  rollout.current = rollout.sets.size() - 1;
}

}  // namespace

int64_t revision_of(const apps::ReplicaSet& set) {
  return number_of(set.metadata.annotations.get(revision_annotation));
}

std::string set_name(const apps::Deployment& deployment) {
  return deployment.metadata.name + "-" +
         template_hash(deployment.spec.template_, deployment.status.collisionCount.value_or(0));
}

void find_current(Rollout& rollout) {
  for (size_t i = 0; i < rollout.sets.size() && !rollout.current; ++i) {
    if (same_template(rollout.sets[i].next.spec.template_, rollout.deployment->spec.template_))
      rollout.current = i;
  }
}

void sync_revision(Rollout& rollout, bool create) {
  if (auto* set = rollout.current_set()) {
    refresh(rollout, *set);
  } else if (create) {
    create_set(rollout);
  }
  const auto* set = rollout.current_set();
  if (!set) return;
  const auto* has = rollout.deployment->metadata.annotations.get(revision_annotation);
  auto revision = std::to_string(revision_of(set->next));
  if (!has || *has != revision) rollout.revision = revision;
}

void clean_up(Rollout& rollout) {
  auto limit = rollout.deployment->spec.revisionHistoryLimit.value_or(10);
  auto old = rollout.old_sets();
  std::erase_if(old, [](const RolloutSet* set) { return is_going(set->next.metadata); });
  int64_t surplus = int64_t(old.size()) - limit;
  std::stable_sort(old.begin(), old.end(), [](const RolloutSet* a, const RolloutSet* b) {
    return revision_of(a->next) < revision_of(b->next);
  });
  for (int64_t i = 0; i < surplus; ++i) {
    const auto& set = old[size_t(i)]->next;
    bool empty = set.status.replicas == 0 && old[size_t(i)]->replicas() == 0;
    old[size_t(i)]->removed = empty && set.metadata.generation <= set.status.observedGeneration;
  }
}

}  // namespace shoal::controllers
