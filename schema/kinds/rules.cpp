#include "schema/kinds/rules.hpp"

#include "schema/kinds/rules_of.hpp"

namespace shoal {
namespace {

// From typed functions to a row; nullptr where a type has only one of the two.
template <class T, void (*Defaults)(T&), void (*Validate)(const T&, const std::string&, Faults&)>
schema::Rules row() {
  schema::Rules rules{.type = &T::descriptor()};
  if constexpr (Defaults != nullptr)
    rules.apply_defaults = [](void* value) { Defaults(*static_cast<T*>(value)); };
  if constexpr (Validate != nullptr)
    rules.validate = [](const void* value, const std::string& path, Faults& faults) {
      Validate(*static_cast<const T*>(value), path, faults);
    };
  return rules;
}

}  // namespace

std::span<const schema::Rules> rules() {
  static const schema::Rules list[] = {
      row<meta::ObjectMeta, nullptr, validate_object_meta>(),
      row<core::Pod, default_pod, nullptr>(),
      row<core::PodSpec, default_pod_spec, nullptr>(),
      row<core::Container, default_container, validate_container>(),
      row<core::EphemeralContainer, default_ephemeral_container, nullptr>(),
      row<core::Volume, default_volume, nullptr>(),
      row<core::ImageVolumeSource, default_image_volume, nullptr>(),
      row<core::ServiceSpec, default_service_spec, validate_service_spec>(),
      row<core::Namespace, default_namespace, nullptr>(),
      row<core::NodeStatus, default_node_status, nullptr>(),
      row<core::Secret, default_secret, nullptr>(),
      row<apps::DeploymentStrategy, default_deployment_strategy, nullptr>(),
      row<apps::DeploymentSpec, nullptr, validate_deployment_spec>(),
      row<apps::ReplicaSetSpec, nullptr, validate_replica_set_spec>(),
  };
  return list;
}

Cause required_fault(std::string field, std::string message) {
  return {"FieldValueRequired", std::move(message), std::move(field)};
}

Cause invalid_fault(std::string field, const std::string& json_value, const std::string& why) {
  return {"FieldValueInvalid", "Invalid value: " + json_value + ": " + why, std::move(field)};
}

}  // namespace shoal
