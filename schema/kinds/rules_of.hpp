#pragma once
// The rules that rules.cpp lists, as typed functions. Which file holds one: the name says it.

#include <string>
#include <vector>

#include "schema/kinds/apps.hpp"
#include "schema/kinds/core.hpp"
#include "schema/vocab/status.hpp"

namespace shoal {

using Faults = std::vector<Cause>;

Cause required_fault(std::string field, std::string message = "Required value");
// "Invalid value: <value>: <why>"; the value is printed as JSON.
Cause invalid_fault(std::string field, const std::string& json_value, const std::string& why);

// meta_rules.cpp
void validate_object_meta(const meta::ObjectMeta& metadata, const std::string& path,
                          Faults& faults);

// pod_rules.cpp
void default_pod(core::Pod& pod);
void default_pod_spec(core::PodSpec& spec);
void default_container(core::Container& container);
void default_ephemeral_container(core::EphemeralContainer& container);
void default_volume(core::Volume& volume);
void default_image_volume(core::ImageVolumeSource& volume);
void validate_container(const core::Container& container, const std::string& path, Faults& faults);

// service_rules.cpp
void default_service_spec(core::ServiceSpec& spec);
void validate_service_spec(const core::ServiceSpec& spec, const std::string& path, Faults& faults);

// core_rules.cpp
void default_namespace(core::Namespace& object);
void default_node_status(core::NodeStatus& status);
void default_secret(core::Secret& secret);

// workload_rules.cpp
void default_deployment_strategy(apps::DeploymentStrategy& strategy);
void validate_deployment_spec(const apps::DeploymentSpec& spec, const std::string& path,
                              Faults& faults);
void validate_replica_set_spec(const apps::ReplicaSetSpec& spec, const std::string& path,
                               Faults& faults);

}  // namespace shoal
