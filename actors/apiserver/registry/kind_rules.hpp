#pragma once
// The rules of single kinds, one file each (pod_rules.cpp, …), as the table in strategies.cpp names
// them. Pure.

#include "actors/apiserver/registry/strategy.hpp"

namespace shoal::api {

using Causes = std::vector<Cause>;
using schema::Box;

void prepare_namespace(Box& object);
void prepare_namespace_update(Box& next, const Box& old);
void validate_secret_update(const Box& next, const Box& old, Causes& causes);
void validate_config_map_update(const Box& next, const Box& old, Causes& causes);
void prepare_service(Box& object);
void prepare_service_update(Box& next, const Box& old);

void prepare_pod(Box& object);
void validate_pod_update(const Box& next, const Box& old, Causes& causes);
int64_t pod_grace(const Box& object, int64_t asked);

void prepare_deployment(Box& object);
void validate_deployment_update(const Box& next, const Box& old, Causes& causes);
void prepare_replica_set(Box& object);
void validate_replica_set_update(const Box& next, const Box& old, Causes& causes);

}  // namespace shoal::api
