#include "node/assembly/events_actor.hpp"

#include "actors/controllers/admit.hpp"

namespace shoal::node {
namespace {

constexpr Duration write_every = std::chrono::seconds(1);
constexpr size_t events_at_once_max = 64;

}  // namespace

EventsActor::EventsActor(Context& context, std::shared_ptr<const EventsSetup> setup)
    : Actor(context),
      setup_(std::move(setup)),
      book_(setup_->component, setup_->host, {}, setup_->of_machine) {}

void EventsActor::on(const PodReports& m) {
  for (const auto& pod : m.all)
    book_.note({"v1", "Pod", pod.space, pod.name, pod.uid}, pod.report, context().wall());
  if (due_ || book_.empty()) return;
  due_ = true;
  context().later(
      write_every, [this] { write_some(); }, "write");
}

void EventsActor::write_some() {
  due_ = false;
  auto view = setup_->view();
  api::WriteContext write;
  write.caller = {setup_->user, "", {}};
  write.now = context().wall();
  write.seed = context().random().next();
  auto admitted = controllers::admit(write, view, book_.take(view, events_at_once_max));
  for (auto& proposal : admitted.proposals) setup_->propose(std::move(proposal.transaction), {});
  if (book_.empty()) return;
  due_ = true;
  context().later(
      write_every, [this] { write_some(); }, "write");
}

}  // namespace shoal::node
