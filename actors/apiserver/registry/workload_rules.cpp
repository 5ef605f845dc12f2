// What the server decides about new objects of the kinds that make pods from a template.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "schema/kinds/apps.hpp"

namespace shoal::api {

void prepare_deployment(Box& object) {
  object.as<apps::Deployment>().status = {};
}
void prepare_replica_set(Box& object) {
  object.as<apps::ReplicaSet>().status = {};
}

}  // namespace shoal::api
