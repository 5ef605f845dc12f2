#pragma once
// DeploymentController runs a deployment as replica sets: one carries its template, older ones give
// way to it within maxSurge and maxUnavailable (or all at once: Recreate) and are kept, empty, to
// roll back to. A template that an old set carries makes that set the current one again, under a
// new revision. Each look makes one step, as in Kubernetes; the sets' own controller tells when the
// next is due. Pure.

#include "actors/controllers/controller.hpp"
#include "schema/kinds/apps.hpp"

namespace shoal::controllers {

struct DeploymentController {
  static constexpr std::string_view name = "deployment";
  using Primary = apps::Deployment;
  using Sets = std::vector<objects::Typed<apps::ReplicaSet>>;

  struct Observed {
    objects::Typed<apps::Deployment> deployment;
    Sets owned;    // controlled by the deployment
    Sets unowned;  // of its namespace, without a controller
    // Uids of owned sets with pods that have not finished, going ones included.
    std::vector<Uid> with_pods;
    // Another set has the name of the one to be created.
    bool name_taken = false;
  };
  static Observed observe(const objects::View& view, const ObjectName& object);
  static objects::Plan reconcile(const Observed& observed, const Inputs& inputs);
  static std::vector<Watch> watches();
};

}  // namespace shoal::controllers
