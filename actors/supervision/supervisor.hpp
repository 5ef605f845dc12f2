#pragma once
// Supervisors in a table of actors. A tree is a value:
//
//   supervisor("controllers", {.strategy = Strategy::one_for_one}, {
//       worker<DeploymentActor>("deployment", deployments, store),
//       worker<JobActor>("job", jobs, store)})
//
// Children that come and go: make a ref first, give it to the supervisor, send StartChild to it.
//
//   SupervisorRef pods = make_supervisor_ref();
//   supervisor("pods", {.strategy = Strategy::simple_one_for_one}, {}, pods)
//   pods.send(StartChild{worker<PodActor>("default/web-1", pod_ref, spec), reply});

#include <string>
#include <variant>
#include <vector>

#include "schema/actor/actor_spec.hpp"

namespace shoal {

// A taken id answers already_exists. The reply comes when the child has started for the first time.
struct StartChild {
  ActorSpec spec;
  Reply<Done> reply;
};
// Ends and forgets; answers not_found for an unknown id, otherwise when the child has ended.
struct StopChild {
  std::string id;
  Reply<Done> reply;
};
struct ChildNews;  // from a child's cell; not for others
using SupervisorMail = std::variant<StartChild, StopChild, std::shared_ptr<const ChildNews>>;
using SupervisorRef = Ref<SupervisorMail>;

constexpr size_t supervisor_letters_max = 65536;

SupervisorRef make_supervisor_ref();
ActorSpec supervisor(std::string id, SupervisorFlags flags, std::vector<ActorSpec> children,
                     SupervisorRef ref = make_supervisor_ref());

}  // namespace shoal
