#include <algorithm>

#include "schema/descriptor/rules.hpp"
#include "schema/kinds/rules_of.hpp"

namespace shoal {
namespace {

using Labels = api::StringMap<std::string>;

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

// What every workload asks of its selector and its template.
void validate_template(const std::optional<meta::LabelSelector>& selector,
                       const core::PodTemplateSpec& pods, const std::string& path, Faults& faults) {
  std::string where = schema::join_path(path, "template");
  if (selector && selector->matchLabels.empty() && selector->matchExpressions.empty())
    faults.push_back(invalid_fault(schema::join_path(path, "selector"), "{}",
                                   "empty selector is invalid for deployment"));
  else if (selector && !matches(*selector, pods.metadata.labels))
    faults.push_back(invalid_fault(where + ".metadata.labels", labels_text(pods.metadata.labels),
                                   "`selector` does not match template `labels`"));
  if (pods.spec.restartPolicy != "Always")
    faults.push_back(
        {"FieldValueNotSupported",
         "Unsupported value: \"" + pods.spec.restartPolicy + "\": supported values: \"Always\"",
         where + ".spec.restartPolicy"});
}

}  // namespace

void default_deployment_strategy(apps::DeploymentStrategy& strategy) {
  if (strategy.type == "RollingUpdate" && !strategy.rollingUpdate) strategy.rollingUpdate.emplace();
}

void validate_deployment_spec(const apps::DeploymentSpec& spec, const std::string& path,
                              Faults& faults) {
  validate_template(spec.selector, spec.template_, path, faults);
  if (spec.progressDeadlineSeconds && *spec.progressDeadlineSeconds <= spec.minReadySeconds)
    faults.push_back(invalid_fault(schema::join_path(path, "progressDeadlineSeconds"),
                                   std::to_string(*spec.progressDeadlineSeconds),
                                   "must be greater than minReadySeconds"));
  if (spec.strategy.type == "Recreate" && spec.strategy.rollingUpdate)
    faults.push_back({"FieldValueForbidden",
                      "Forbidden: may not be specified when strategy `type` is 'Recreate'",
                      schema::join_path(path, "strategy.rollingUpdate")});
}

void validate_replica_set_spec(const apps::ReplicaSetSpec& spec, const std::string& path,
                               Faults& faults) {
  validate_template(spec.selector, spec.template_, path, faults);
}

}  // namespace shoal
