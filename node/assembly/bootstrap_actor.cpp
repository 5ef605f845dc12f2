#include "node/assembly/bootstrap_actor.hpp"

#include "actors/controllers/admit.hpp"

namespace shoal::node {
namespace {

constexpr Duration look_soon = std::chrono::milliseconds(20);
constexpr Duration look_rarely = std::chrono::seconds(2);

}  // namespace

BootstrapActor::BootstrapActor(Context& context, std::shared_ptr<const BootstrapSetup> setup)
    : Actor(context), setup_(std::move(setup)) {}

Status BootstrapActor::start() {
  send_later(look_soon, Look{});
  return {};
}

void BootstrapActor::on(const Look&) {
  bool known = setup_->leadership->leader() != MemberId{};
  bool leads = setup_->leadership->leader() == setup_->self;
  bool wrote = leads && write_missing();
  send_later(known && !wrote ? look_rarely : look_soon, Look{});
}

// True when something was missing. What is refused is looked at again.
bool BootstrapActor::write_missing() {
  auto view = setup_->view();
  auto plan = controllers::plan_bootstrap(view, setup_->servers());
  api::WriteContext write;
  write.caller = {"system:apiserver", "", {std::string(api::group_masters)}};
  write.now = context().wall();
  write.seed = context().random().next();
  auto admitted = controllers::admit(write, view, plan);
  for (auto& proposal : admitted.proposals) setup_->propose(std::move(proposal.transaction), {});
  return !admitted.proposals.empty();
}

}  // namespace shoal::node
