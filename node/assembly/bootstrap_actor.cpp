#include "node/assembly/bootstrap_actor.hpp"

#include "actors/apiserver/registry/write.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::node {
namespace {

constexpr Duration look_soon = std::chrono::milliseconds(20);
constexpr Duration look_rarely = std::chrono::seconds(10);
constexpr std::string_view system_namespaces[] = {"default", "kube-node-lease", "kube-public",
                                                  "kube-system"};

}  // namespace

BootstrapActor::BootstrapActor(Context& context, std::shared_ptr<const BootstrapSetup> setup)
    : Actor(context), setup_(std::move(setup)) {}

Status BootstrapActor::start() {
  send_later(look_soon, Look{});
  return {};
}

void BootstrapActor::on(const Look&) {
  bool leads = setup_->leadership->leader() == setup_->self;
  bool complete = !leads || !create_missing();
  bool known = setup_->leadership->leader() != MemberId{};
  send_later(complete && known ? look_rarely : look_soon, Look{});
}

// True when something was missing.
bool BootstrapActor::create_missing() {
  const auto& kind = *find_kind("", "v1", "namespaces");
  auto view = setup_->view();
  bool missing = false;
  for (auto name : system_namespaces) {
    if (view.get(kind, "", name)) continue;
    missing = true;
    api::WriteContext write;
    write.caller.user = "system:apiserver";
    write.now = context().wall();
    write.seed = context().random().next();
    core::Namespace space;
    space.metadata.name = name;
    auto planned = api::plan_create(write, view, kind, "", schema::Box::of(std::move(space)));
    if (planned.ok())
      (void)setup_->proposer.send(
          replica::Propose{planned->transaction, std::chrono::seconds(5), {}});
  }
  return missing;
}

}  // namespace shoal::node
