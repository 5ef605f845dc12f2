#include "actors/controllers/workload_actor.hpp"

#include "actors/objects/codec.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::controllers {
namespace {

// The replica lags behind what the controller has read of it for moments only.
constexpr Duration view_retry = 2ms;

About about(const ObjectName& name, const objects::View& view) {
  auto box = view.get(*name.kind, name.space, name.name);
  if (!box) return {};
  const auto& kind = *name.kind;
  return {std::string(kind.api_version), std::string(kind.kind), name.space, name.name,
          objects::metadata_of(kind, *box).uid};
}

}  // namespace

WorkloadActor::WorkloadActor(Context& context, std::shared_ptr<const ControllersSetup> setup,
                             std::shared_ptr<const ControllerRow> row, ObjectName name)
    : Actor(context), setup_(std::move(setup)), row_(std::move(row)), name_(std::move(name)) {}

void WorkloadActor::on(const LookAt& m) {
  objects::View view = setup_->view();
  if (view.revision() < m.at_least) {
    send_later(view_retry, m);
    return;
  }
  m.reply.answer(look(view, m.last));
}

LookPtr WorkloadActor::look(const objects::View& view, const LastPlan& last) {
  Inputs inputs{context().wall(), context().random().next(), last};
  objects::Plan plan = row_->look(view, name_, inputs);

  api::WriteContext write;
  write.caller = caller_of(*row_);
  write.now = inputs.now;
  write.seed = context().random().next();
  write.not_ready_toleration = setup_->not_ready_toleration;
  write.unreachable_toleration = setup_->unreachable_toleration;
  Admitted admitted = admit(write, view, plan);

  auto made = std::make_shared<Look>();
  made->about = about(name_, view);
  made->proposals = std::move(admitted.proposals);
  made->settled = std::move(admitted.settled);
  made->reports = std::move(plan.reports);
  made->look_again = plan.look_again;
  return made;
}

}  // namespace shoal::controllers
