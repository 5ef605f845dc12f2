#pragma once
// The rules that rules.cpp lists, as typed functions. Which file holds one: the name says it.

#include <string>
#include <vector>

#include "schema/kinds/apps.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/discovery.hpp"
#include "schema/vocab/status.hpp"

namespace shoal {

using Faults = std::vector<Cause>;
using Amounts = api::StringMap<api::Quantity>;
using Labels = api::StringMap<std::string>;

// meta_rules.cpp
void validate_object_meta(const meta::ObjectMeta& metadata, const std::string& path,
                          Faults& faults);
void validate_label_selector(const meta::LabelSelector& selector, const std::string& path,
                             Faults& faults);
// Faults of labels are told at the map.
void validate_labels(const Labels& labels, const std::string& path, Faults& faults);
void validate_annotations(const Labels& annotations, const std::string& path, Faults& faults);

// pod_defaults.cpp
void default_pod(core::Pod& pod);
void default_pod_spec(core::PodSpec& spec);
void default_container(core::Container& container);
void default_ephemeral_container(core::EphemeralContainer& container);
void default_volume(core::Volume& volume);
void default_image_volume(core::ImageVolumeSource& volume);

// pod_rules.cpp
void validate_pod(const core::Pod& pod, const std::string& path, Faults& faults);
void validate_pod_spec(const core::PodSpec& spec, const std::string& path, Faults& faults);

// container_rules.cpp
void validate_container(const core::Container& container, const std::string& path, Faults& faults);
void validate_ephemeral_container(const core::EphemeralContainer& container,
                                  const std::string& path, Faults& faults);
void validate_probe(const core::Probe& probe, const std::string& path, Faults& faults);
void validate_lifecycle_handler(const core::LifecycleHandler& handler, const std::string& path,
                                Faults& faults);
void validate_http_get(const core::HTTPGetAction& action, const std::string& path, Faults& faults);
void validate_exec(const core::ExecAction& action, const std::string& path, Faults& faults);

// environment_rules.cpp
void validate_env_var(const core::EnvVar& variable, const std::string& path, Faults& faults);
// Whether the downward API knows the field at all, and offers it here: to the environment or to
// files.
enum class FieldsFor : uint8_t { environment, files };
void validate_field_path(const core::ObjectFieldSelector& selector, FieldsFor use,
                         const std::string& path, Faults& faults);
void validate_resource_selector(const core::ResourceFieldSelector& selector,
                                const std::string& path, Faults& faults);
void validate_env_from(const std::vector<core::EnvFromSource>& sources, const std::string& path,
                       Faults& faults);

// resource_rules.cpp
void validate_resources(const core::ResourceRequirements& resources, const std::string& path,
                        Faults& faults);
void validate_amounts(const Amounts& amounts, const std::string& path, Faults& faults);

// volume_rules.cpp
void validate_volume(const core::Volume& volume, const std::string& path, Faults& faults);
void validate_volume_projection(const core::VolumeProjection& projection, const std::string& path,
                                Faults& faults);
void validate_key_to_path(const core::KeyToPath& item, const std::string& path, Faults& faults);
void validate_relative_path(const std::string& text, const std::string& path, Faults& faults);

// security_rules.cpp
void validate_security_context(const core::SecurityContext& context, const std::string& path,
                               Faults& faults);
void validate_seccomp_profile(const core::SeccompProfile& profile, const std::string& path,
                              Faults& faults);
void validate_app_armor_profile(const core::AppArmorProfile& profile, const std::string& path,
                                Faults& faults);

// scheduling_rules.cpp
void validate_toleration(const core::Toleration& toleration, const std::string& path,
                         Faults& faults);
void validate_spread(const core::TopologySpreadConstraint& constraint, const std::string& path,
                     Faults& faults);
void validate_node_selector(const core::NodeSelector& selector, const std::string& path,
                            Faults& faults);
void validate_node_requirement(const core::NodeSelectorRequirement& wanted, const std::string& path,
                               Faults& faults);
void validate_pod_affinity_term(const core::PodAffinityTerm& term, const std::string& path,
                                Faults& faults);
void validate_preferred_term(const core::PreferredSchedulingTerm& term, const std::string& path,
                             Faults& faults);
void validate_weighted_term(const core::WeightedPodAffinityTerm& term, const std::string& path,
                            Faults& faults);

// service_rules.cpp
void default_service_spec(core::ServiceSpec& spec);
void validate_service_spec(const core::ServiceSpec& spec, const std::string& path, Faults& faults);

// endpoint_rules.cpp
void validate_endpoint_slice(const discovery::EndpointSlice& slice, const std::string& path,
                             Faults& faults);
void validate_endpoint_subset(const core::EndpointSubset& subset, const std::string& path,
                              Faults& faults);
// An address that only means something on one machine or one link is nobody's endpoint.
void validate_endpoint_address(const std::string& address, const std::string& path, Faults& faults);

// core_rules.cpp
void default_namespace(core::Namespace& object);
void default_secret(core::Secret& secret);
void validate_config_map(const core::ConfigMap& map, const std::string& path, Faults& faults);
void validate_secret(const core::Secret& secret, const std::string& path, Faults& faults);

// node_rules.cpp
void default_node_spec(core::NodeSpec& spec);
void default_node_status(core::NodeStatus& status);
void validate_node_spec(const core::NodeSpec& spec, const std::string& path, Faults& faults);
void validate_node_status(const core::NodeStatus& status, const std::string& path, Faults& faults);

// workload_rules.cpp
void default_deployment_strategy(apps::DeploymentStrategy& strategy);
void validate_deployment_spec(const apps::DeploymentSpec& spec, const std::string& path,
                              Faults& faults);
void validate_replica_set_spec(const apps::ReplicaSetSpec& spec, const std::string& path,
                               Faults& faults);

}  // namespace shoal
