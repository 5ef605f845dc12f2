#pragma once
// WorkloadActor: one primary object of a controller. It looks when it is told to: takes the newest
// view, observes, decides, passes the plan through admission and answers. It holds no truth, so it
// may die at any point and be ended when idle; an object whose look kills its reader degrades
// alone.

#include <memory>

#include "actors/controllers/messages.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::controllers {

class WorkloadActor final : public Actor<WorkloadActor, LookAt> {
 public:
  WorkloadActor(Context& context, std::shared_ptr<const ControllersSetup> setup,
                std::shared_ptr<const ControllerRow> row, ObjectName name);
  void on(const LookAt& m);

 private:
  LookPtr look(const objects::View& view, const LastPlan& last);

  std::shared_ptr<const ControllersSetup> setup_;
  std::shared_ptr<const ControllerRow> row_;
  ObjectName name_;
};

using WorkloadRef = Ref<WorkloadActor::Mail>;

}  // namespace shoal::controllers
