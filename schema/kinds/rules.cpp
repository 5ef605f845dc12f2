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
      row<meta::LabelSelector, nullptr, validate_label_selector>(),
      row<core::Pod, default_pod, validate_pod>(),
      row<core::PodSpec, default_pod_spec, validate_pod_spec>(),
      row<core::Container, default_container, validate_container>(),
      row<core::EphemeralContainer, default_ephemeral_container, validate_ephemeral_container>(),
      row<core::EnvVar, nullptr, validate_env_var>(),
      row<core::ResourceRequirements, nullptr, validate_resources>(),
      row<core::Probe, nullptr, validate_probe>(),
      row<core::LifecycleHandler, nullptr, validate_lifecycle_handler>(),
      row<core::HTTPGetAction, nullptr, validate_http_get>(),
      row<core::ExecAction, nullptr, validate_exec>(),
      row<core::SecurityContext, nullptr, validate_security_context>(),
      row<core::SeccompProfile, nullptr, validate_seccomp_profile>(),
      row<core::AppArmorProfile, nullptr, validate_app_armor_profile>(),
      row<core::Volume, default_volume, validate_volume>(),
      row<core::ImageVolumeSource, default_image_volume, nullptr>(),
      row<core::VolumeProjection, nullptr, validate_volume_projection>(),
      row<core::KeyToPath, nullptr, validate_key_to_path>(),
      row<core::Toleration, nullptr, validate_toleration>(),
      row<core::TopologySpreadConstraint, nullptr, validate_spread>(),
      row<core::NodeSelector, nullptr, validate_node_selector>(),
      row<core::NodeSelectorRequirement, nullptr, validate_node_requirement>(),
      row<core::PodAffinityTerm, nullptr, validate_pod_affinity_term>(),
      row<core::PreferredSchedulingTerm, nullptr, validate_preferred_term>(),
      row<core::WeightedPodAffinityTerm, nullptr, validate_weighted_term>(),
      row<core::ServiceSpec, default_service_spec, validate_service_spec>(),
      row<core::EndpointSubset, nullptr, validate_endpoint_subset>(),
      row<discovery::EndpointSlice, nullptr, validate_endpoint_slice>(),
      row<core::Namespace, default_namespace, nullptr>(),
      row<core::ConfigMap, nullptr, validate_config_map>(),
      row<core::Secret, default_secret, validate_secret>(),
      row<core::NodeSpec, default_node_spec, validate_node_spec>(),
      row<core::NodeStatus, default_node_status, validate_node_status>(),
      row<apps::DeploymentStrategy, default_deployment_strategy, nullptr>(),
      row<apps::DeploymentSpec, nullptr, validate_deployment_spec>(),
      row<apps::ReplicaSetSpec, nullptr, validate_replica_set_spec>(),
  };
  return list;
}

}  // namespace shoal
