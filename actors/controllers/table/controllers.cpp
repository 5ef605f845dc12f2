#include "actors/controllers/table/controllers.hpp"

#include "actors/controllers/deployment/deployment.hpp"
#include "actors/controllers/replicaset/replicaset.hpp"

namespace shoal::controllers {

std::span<const ControllerRow> all_controllers() {
  static const std::vector<ControllerRow> rows = {
      row<DeploymentController>(),
      row<ReplicaSetController>(),
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
