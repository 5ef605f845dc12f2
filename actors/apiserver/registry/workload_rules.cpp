// Rules of the kinds that make pods from a template.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "schema/json/writer.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/select.hpp"

namespace shoal::api {
namespace {

std::string json_of(const meta::LabelSelector& selector) {
  json::Writer out;
  schema::encode_json(meta::LabelSelector::descriptor(), &selector, out);
  return out.take();
}

std::string json_of(const StringMap<std::string>& labels) {
  json::Writer out;
  out.begin_object();
  for (const auto& [key, value] : labels) {
    out.key(key);
    out.text(value);
  }
  out.end_object();
  return out.take();
}

// A workload that does not select the pods it makes would make them for ever.
template <class Spec>
void validate_selector(const Spec& spec, const StringMap<std::string>& labels, Causes& causes) {
  const auto& selector = *spec.selector;
  if (selector.matchLabels.empty() && selector.matchExpressions.empty()) {
    causes.push_back(field_invalid("spec.selector", json_of(selector),
                                   "empty selector is invalid for deployment"));
    return;
  }
  if (!schema::matches(selector, labels))
    causes.push_back(field_invalid("spec.template.metadata.labels", json_of(labels),
                                   "`selector` does not match template `labels`"));
}

template <class Spec>
void validate_same_selector(const Spec& next, const Spec& old, Causes& causes) {
  if (next.selector == old.selector) return;
  causes.push_back(field_invalid("spec.selector",
                                 next.selector ? json_of(*next.selector) : "null",
                                 "field is immutable"));
}

void validate_template(const core::PodTemplateSpec& pod, Causes& causes) {
  const auto& policy = pod.spec.restartPolicy;
  if (!policy.empty() && policy != "Always")
    causes.push_back({"FieldValueNotSupported",
                      "Unsupported value: \"" + policy + "\": supported values: \"Always\"",
                      "spec.template.spec.restartPolicy"});
}

}  // namespace

void prepare_deployment(Box& object) { object.as<apps::Deployment>().status = {}; }
void prepare_replica_set(Box& object) { object.as<apps::ReplicaSet>().status = {}; }

void validate_deployment(const Box& object, Causes& causes) {
  const auto& spec = object.as<apps::Deployment>().spec;
  if (spec.selector) validate_selector(spec, spec.template_.metadata.labels, causes);
  validate_template(spec.template_, causes);
}

void validate_deployment_update(const Box& next, const Box& old, Causes& causes) {
  validate_same_selector(next.as<apps::Deployment>().spec, old.as<apps::Deployment>().spec, causes);
}

void validate_replica_set(const Box& object, Causes& causes) {
  const auto& spec = object.as<apps::ReplicaSet>().spec;
  if (spec.selector) validate_selector(spec, spec.template_.metadata.labels, causes);
  validate_template(spec.template_, causes);
}

void validate_replica_set_update(const Box& next, const Box& old, Causes& causes) {
  validate_same_selector(next.as<apps::ReplicaSet>().spec, old.as<apps::ReplicaSet>().spec, causes);
}

}  // namespace shoal::api
