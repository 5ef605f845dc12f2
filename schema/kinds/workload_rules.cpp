#include <algorithm>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

bool matches(const meta::LabelSelectorRequirement& wanted, const Labels& labels) {
  const std::string* value = labels.get(wanted.key);
  bool listed = value && std::ranges::find(wanted.values, *value) != wanted.values.end();
  if (wanted.operator_ == "In") return listed;
  if (wanted.operator_ == "NotIn") return !listed;
  if (wanted.operator_ == "Exists") return value != nullptr;
  return wanted.operator_ == "DoesNotExist" && value == nullptr;
}

bool matches(const meta::LabelSelector& selector, const Labels& labels) {
  for (const auto& [key, value] : selector.matchLabels) {
    const std::string* found = labels.get(key);
    if (!found || *found != value) return false;
  }
  return std::ranges::all_of(selector.matchExpressions,
                             [&labels](const auto& wanted) { return matches(wanted, labels); });
}

std::string labels_text(const Labels& labels) {
  std::string out = "{";
  for (const auto& [key, value] : labels)
    out += (out.size() > 1 ? ",\"" : "\"") + key + "\":\"" + value + "\"";
  return out + "}";
}

bool known_policy(const std::string& policy) {
  return policy == "OnFailure" || policy == "Never";
}

// What every workload asks of its selector and its template.
void validate_template(const std::optional<meta::LabelSelector>& selector,
                       const core::PodTemplateSpec& pods, const std::string& path, Faults& faults) {
  const std::string where = join_path(path, "template");
  const Labels& labels = pods.metadata.labels;
  if (selector && selector->matchLabels.empty() && selector->matchExpressions.empty())
    faults.push_back(schema::invalid(join_path(path, "selector"), "{}",
                                     "empty selector is invalid for deployment"));
  else if (!selector || !matches(*selector, labels))
    faults.push_back(schema::invalid(where + ".metadata.labels",
                                     labels.empty() ? "null" : labels_text(labels),
                                     "`selector` does not match template `labels`"));
  if (pods.spec.restartPolicy != "Always" && known_policy(pods.spec.restartPolicy))
    faults.push_back(schema::not_supported(where + ".spec.restartPolicy",
                                           schema::quoted(pods.spec.restartPolicy), {"Always"}));
  if (pods.spec.activeDeadlineSeconds)
    faults.push_back(schema::forbidden(where + ".spec.activeDeadlineSeconds",
                                       "activeDeadlineSeconds in ReplicaSet is not Supported"));
}

// Percentages are whole and, of what may be missing, at most 100%.
void validate_step(const api::IntOrString& step, bool bounded, const std::string& path,
                   Faults& faults) {
  const auto refuse = [&](const std::string& shown, const char* why) {
    faults.push_back(schema::invalid(path, shown, why));
  };
  if (!step.is_text()) {
    if (step.number() < 0)
      refuse(std::to_string(step.number()), "must be greater than or equal to 0");
    return;
  }
  const std::string shown = schema::quoted(step.text());
  const auto percent = step.percent();
  if (!percent || *percent < 0)
    refuse(shown,
           "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
           " or '93%', regex used for validation is '[0-9]+%')");
  else if (bounded && *percent > 100)
    refuse(shown, "must not be greater than 100%");
}

bool is_none(const api::IntOrString& step) {
  return step.is_text() ? step.percent() == 0 : step.number() == 0;
}

void validate_strategy(const apps::DeploymentStrategy& strategy, const std::string& path,
                       Faults& faults) {
  const std::string steps = path + ".rollingUpdate";
  if (strategy.type == "Recreate") {
    if (strategy.rollingUpdate)
      faults.push_back(
          schema::forbidden(steps, "may not be specified when strategy `type` is 'Recreate'"));
    return;
  }
  if (strategy.type != "RollingUpdate") {
    faults.push_back(schema::not_supported(
        path, "{\"Type\":" + schema::quoted(strategy.type) + ",\"RollingUpdate\":null}",
        {"Recreate", "RollingUpdate"}));
    return;
  }
  if (!strategy.rollingUpdate) return;
  const api::IntOrString missing = strategy.rollingUpdate->maxUnavailable.value_or(0);
  const api::IntOrString besides = strategy.rollingUpdate->maxSurge.value_or(0);
  validate_step(missing, true, steps + ".maxUnavailable", faults);
  validate_step(besides, false, steps + ".maxSurge", faults);
  if (is_none(missing) && is_none(besides))
    faults.push_back(
        schema::invalid(steps + ".maxUnavailable",
                        missing.is_text() ? schema::quoted(missing.text()) : missing.to_string(),
                        "may not be 0 when `maxSurge` is 0"));
}

}  // namespace

void default_deployment_strategy(apps::DeploymentStrategy& strategy) {
  if (strategy.type == "RollingUpdate" && !strategy.rollingUpdate) strategy.rollingUpdate.emplace();
}

void validate_deployment_spec(const apps::DeploymentSpec& spec, const std::string& path,
                              Faults& faults) {
  validate_template(spec.selector, spec.template_, path, faults);
  validate_strategy(spec.strategy, path + ".strategy", faults);
  if (spec.progressDeadlineSeconds && *spec.progressDeadlineSeconds <= spec.minReadySeconds)
    faults.push_back(schema::invalid(join_path(path, "progressDeadlineSeconds"),
                                     std::to_string(*spec.progressDeadlineSeconds),
                                     "must be greater than minReadySeconds"));
}

void validate_replica_set_spec(const apps::ReplicaSetSpec& spec, const std::string& path,
                               Faults& faults) {
  validate_template(spec.selector, spec.template_, path, faults);
}

}  // namespace shoal
