// What a write may not do to the kinds that make pods from a template.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "schema/json/writer.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal::api {
namespace {

std::string json_of(const meta::LabelSelector& selector) {
  json::Writer out;
  schema::encode_json(meta::LabelSelector::descriptor(), &selector, out);
  return out.take();
}

template <class Spec>
void validate_same_selector(const Spec& next, const Spec& old, Causes& causes) {
  if (next.selector == old.selector) return;
  causes.push_back(field_invalid("spec.selector",
                                 next.selector ? json_of(*next.selector) : "null",
                                 "field is immutable"));
}

}  // namespace

void prepare_deployment(Box& object) { object.as<apps::Deployment>().status = {}; }
void prepare_replica_set(Box& object) { object.as<apps::ReplicaSet>().status = {}; }

void validate_deployment_update(const Box& next, const Box& old, Causes& causes) {
  validate_same_selector(next.as<apps::Deployment>().spec, old.as<apps::Deployment>().spec, causes);
}

void validate_replica_set_update(const Box& next, const Box& old, Causes& causes) {
  validate_same_selector(next.as<apps::ReplicaSet>().spec, old.as<apps::ReplicaSet>().spec, causes);
}

}  // namespace shoal::api
