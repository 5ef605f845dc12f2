#include "schema/kinds/update_rules.hpp"

#include <algorithm>

#include "schema/kinds/paths.hpp"

namespace shoal {
namespace {

constexpr const char* when_set = "field is immutable when `immutable` is set";
constexpr const char* of_pods =
    "pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
    "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set "
    "to 1 if it was previously negative)";

void forbid(bool given, const char* field, const char* why, Faults& faults) {
  if (given) faults.push_back(schema::forbidden(field, why));
}

void config_map_update(const core::ConfigMap& next, const core::ConfigMap& old, Faults& faults) {
  if (!old.immutable.value_or(false)) return;
  forbid(!next.immutable.value_or(false), "immutable", when_set, faults);
  forbid(next.data != old.data, "data", when_set, faults);
  forbid(next.binaryData != old.binaryData, "binaryData", when_set, faults);
}

void secret_update(const core::Secret& next, const core::Secret& old, Faults& faults) {
  if (!old.immutable.value_or(false)) return;
  forbid(!next.immutable.value_or(false), "immutable", when_set, faults);
  forbid(next.data != old.data, "data", when_set, faults);
}

bool holds_all(const std::vector<core::Toleration>& next,
               const std::vector<core::Toleration>& old) {
  return std::ranges::all_of(old, [&next](const core::Toleration& wanted) {
    return std::ranges::find(next, wanted) != next.end();
  });
}

template <class Containers>
void keep_images(Containers& containers, const Containers& old) {
  for (size_t i = 0; i < containers.size() && i < old.size(); ++i)
    containers[i].image = old[i].image;
}

void validate_deadline(const core::PodSpec& next, const core::PodSpec& old, Faults& faults) {
  constexpr const char* field = "spec.activeDeadlineSeconds";
  if (!old.activeDeadlineSeconds) return;
  if (!next.activeDeadlineSeconds)
    faults.push_back(
        schema::invalid(field, "null", "must not update from a positive integer to nil value"));
  else if (*next.activeDeadlineSeconds > *old.activeDeadlineSeconds)
    faults.push_back(schema::invalid(field, std::to_string(*next.activeDeadlineSeconds),
                                     "must be less than or equal to previous value"));
}

void validate_gates(const core::PodSpec& next, const core::PodSpec& old, Faults& faults) {
  for (const core::PodSchedulingGate& gate : next.schedulingGates)
    if (std::ranges::find(old.schedulingGates, gate) == old.schedulingGates.end())
      faults.push_back(schema::forbidden(
          "spec.schedulingGates",
          "only deletion is allowed, but found new scheduling gate '" + gate.name + "'"));
}

void pod_update(const core::Pod& next, const core::Pod& old, Faults& faults) {
  const core::PodSpec &spec = next.spec, &before = old.spec;
  if (next.status.qosClass != old.status.qosClass)
    faults.push_back(schema::invalid("status.qosClass", schema::quoted(next.status.qosClass),
                                     "field is immutable"));
  validate_deadline(spec, before, faults);
  validate_gates(spec, before, faults);
  forbid(spec.containers.size() != before.containers.size(), "spec.containers",
         "pod updates may not add or remove containers", faults);
  forbid(spec.initContainers.size() != before.initContainers.size(), "spec.initContainers",
         "pod updates may not add or remove containers", faults);
  if (!faults.empty()) return;
  core::PodSpec rest = spec;
  keep_images(rest.containers, before.containers);
  keep_images(rest.initContainers, before.initContainers);
  rest.activeDeadlineSeconds = before.activeDeadlineSeconds;
  rest.schedulingGates = before.schedulingGates;
  if (holds_all(spec.tolerations, before.tolerations)) rest.tolerations = before.tolerations;
  if (before.terminationGracePeriodSeconds.value_or(0) < 0 &&
      spec.terminationGracePeriodSeconds == 1)
    rest.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  forbid(rest != before, "spec", of_pods, faults);
}

void node_update(const core::Node& next, const core::Node& old, Faults& faults) {
  const core::NodeSpec &spec = next.spec, &before = old.spec;
  forbid(!before.podCIDRs.empty() && spec.podCIDRs != before.podCIDRs, "spec.podCIDRs",
         "node updates may not change podCIDR except from \"\" to valid", faults);
  if (!before.providerID.empty() && spec.providerID != before.providerID)
    faults.push_back(
        schema::invalid("spec.providerID", "null", "field cannot be modified once set"));
}

void service_update(const core::Service& next, const core::Service& old, Faults& faults) {
  const core::ServiceSpec &spec = next.spec, &before = old.spec;
  if (spec.type == "ExternalName" || before.type == "ExternalName") return;
  if (before.clusterIP.empty() || spec.clusterIP == before.clusterIP) return;
  faults.push_back(schema::invalid("spec.clusterIPs[0]", "[" + schema::quoted(spec.clusterIP) + "]",
                                   "may not change once set"));
}

struct Row {
  const schema::Struct* type;
  void (*validate)(const void* next, const void* old, Faults& faults);
};

template <class T, void (*Validate)(const T&, const T&, Faults&)>
Row row() {
  return {&T::descriptor(), [](const void* next, const void* old, Faults& faults) {
            Validate(*static_cast<const T*>(next), *static_cast<const T*>(old), faults);
          }};
}

}  // namespace

void validate_update(const schema::Struct& type, const void* next, const void* old,
                     std::vector<Cause>& faults) {
  static const Row rows[] = {row<core::ConfigMap, config_map_update>(),
                             row<core::Secret, secret_update>(), row<core::Pod, pod_update>(),
                             row<core::Node, node_update>(), row<core::Service, service_update>()};
  Faults found;
  for (const Row& candidate : rows)
    if (candidate.type == &type) candidate.validate(next, old, found);
  faults.insert(faults.end(), found.begin(), found.end());
}

}  // namespace shoal
