#include "actors/controllers/table/controllers.hpp"

#include "actors/controllers/deployment/deployment.hpp"
#include "actors/controllers/endpoint_slice/endpoint_slice.hpp"
#include "actors/controllers/endpoint_slice/endpoints.hpp"
#include "actors/controllers/garbage_collector/garbage_collector.hpp"
#include "actors/controllers/namespace/namespace_controller.hpp"
#include "actors/controllers/node_lifecycle/node_lifecycle.hpp"
#include "actors/controllers/pod_garbage/pod_garbage.hpp"
#include "actors/controllers/replicaset/replicaset.hpp"
#include "actors/controllers/service_account/service_account.hpp"

namespace shoal::controllers {

std::span<const ControllerRow> all_controllers() {
  static const std::vector<ControllerRow> rows = {
      row<DeploymentController>(),     row<EndpointsController>(),  row<EndpointSliceController>(),
      row<GarbageCollector>(),         row<NamespaceController>(),  row<NodeLifecycleController>(),
      row<PodGarbageController>(),     row<ReplicaSetController>(), row<RootCertificatePublisher>(),
      row<ServiceAccountController>(),
  };
  return rows;
}

const ControllerRow* find_controller(std::string_view name) {
  for (const auto& row : all_controllers()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace shoal::controllers
