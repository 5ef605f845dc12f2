#include "schema/json/writer.hpp"
#include "schema/kinds/paths.hpp"
#include "schema/walk/json_encode.hpp"

namespace shoal {
namespace {

constexpr const char* not_empty = "can not be empty";
constexpr int32_t weight_max = 100;

void validate_topology_key(const std::string& key, const std::string& path, Faults& faults) {
  if (key.empty())
    faults.push_back(schema::required(path, not_empty));
  else
    add_invalid(faults, path, key, schema::check_label_key(key));
}

void validate_weight(int32_t weight, const std::string& path, Faults& faults) {
  if (weight < 1 || weight > weight_max)
    faults.push_back(
        schema::invalid(path + ".weight", std::to_string(weight), "must be in the range 1-100"));
}

void validate_positive(int32_t number, const std::string& path, Faults& faults) {
  if (number <= 0)
    faults.push_back(schema::invalid(path, std::to_string(number), "must be greater than zero"));
}

}  // namespace

void validate_toleration(const core::Toleration& toleration, const std::string& path,
                         Faults& faults) {
  const std::string place = path + ".operator";
  if (!toleration.key.empty())
    add_invalid(faults, path + ".key", toleration.key, schema::check_label_key(toleration.key));
  if (toleration.key.empty() && toleration.operator_ != "Exists")
    faults.push_back(schema::invalid(
        place, schema::quoted(toleration.operator_),
        "operator must be Exists when `key` is empty, which means \"match all values and all "
        "keys\""));
  if (toleration.tolerationSeconds && toleration.effect != "NoExecute")
    faults.push_back(schema::invalid(path + ".effect", schema::quoted(toleration.effect),
                                     "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  if (toleration.operator_.empty() || toleration.operator_ == "Equal") {
    add_invalid(faults, place, toleration.value, schema::check_label_value(toleration.value));
  } else if (toleration.operator_ == "Exists" && !toleration.value.empty()) {
    json::Writer shown;
    schema::encode_json(core::Toleration::descriptor(), &toleration, shown);
    faults.push_back(
        schema::invalid(place, shown.take(), "value must be empty when `operator` is 'Exists'"));
  }
}

void validate_spread(const core::TopologySpreadConstraint& constraint, const std::string& path,
                     Faults& faults) {
  validate_positive(constraint.maxSkew, path + ".maxSkew", faults);
  validate_topology_key(constraint.topologyKey, path + ".topologyKey", faults);
  if (!constraint.minDomains) return;
  validate_positive(*constraint.minDomains, path + ".minDomains", faults);
  if (constraint.whenUnsatisfiable != "DoNotSchedule")
    faults.push_back(schema::invalid(path + ".minDomains", std::to_string(*constraint.minDomains),
                                     "can only use minDomains if whenUnsatisfiable=DoNotSchedule, "
                                     "not " +
                                         constraint.whenUnsatisfiable));
}

void validate_node_selector(const core::NodeSelector& selector, const std::string& path,
                            Faults& faults) {
  if (selector.nodeSelectorTerms.empty())
    faults.push_back(
        schema::required(path + ".nodeSelectorTerms", "must have at least one node selector term"));
}

void validate_node_requirement(const core::NodeSelectorRequirement& wanted, const std::string& path,
                               Faults& faults) {
  const std::string& how = wanted.operator_;
  const std::string values = path + ".values";
  const bool listing = how == "In" || how == "NotIn";
  const bool plain = how == "Exists" || how == "DoesNotExist";
  const bool comparing = how == "Gt" || how == "Lt";
  if (listing && wanted.values.empty())
    faults.push_back(
        schema::required(values, "must be specified when `operator` is 'In' or 'NotIn'"));
  if (plain && !wanted.values.empty())
    faults.push_back(schema::forbidden(
        values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  if (comparing && wanted.values.size() != 1)
    faults.push_back(
        schema::required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  if (!listing && !plain && !comparing)
    faults.push_back(
        schema::invalid(path + ".operator", schema::quoted(how), "not a valid selector operator"));
  if (path.find(".matchFields[") == std::string::npos)
    add_invalid(faults, path + ".key", wanted.key, schema::check_label_key(wanted.key));
}

void validate_pod_affinity_term(const core::PodAffinityTerm& term, const std::string& path,
                                Faults& faults) {
  for (const std::string& name : term.namespaces)
    add_invalid(faults, path + ".namespace", name, schema::check_dns1123_label(name));
  validate_topology_key(term.topologyKey, path + ".topologyKey", faults);
}

void validate_preferred_term(const core::PreferredSchedulingTerm& term, const std::string& path,
                             Faults& faults) {
  validate_weight(term.weight, path, faults);
}

void validate_weighted_term(const core::WeightedPodAffinityTerm& term, const std::string& path,
                            Faults& faults) {
  validate_weight(term.weight, path, faults);
}

}  // namespace shoal
