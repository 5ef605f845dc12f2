#pragma once
// The rules of single kinds, one file each (pod_rules.cpp, …), as the table in strategies.cpp names
// them. Pure.

#include "actors/apiserver/registry/strategy.hpp"

namespace shoal::api {

using Causes = std::vector<Cause>;
using Warnings = std::vector<std::string>;
using schema::Box;

void prepare_namespace(Box& object);
void prepare_namespace_update(Box& next, const Box& old);
void prepare_service(Box& object);
void prepare_service_update(Box& next, const Box& old);

void warn_of_pod(const Box& object, Warnings& warnings);
void warn_of_service(const Box& object, Warnings& warnings);

void prepare_pod(Box& object);
int64_t pod_grace(const Box& object, int64_t asked);

void prepare_deployment(Box& object);
void prepare_replica_set(Box& object);

}  // namespace shoal::api
