#include "node/agent/registrar_actor.hpp"

#include "node/agent/node_object.hpp"
#include "node/agent/node_writes.hpp"

namespace shoal::agent {
namespace {

constexpr Duration look_every = 10s;
constexpr Duration retry_after = 500ms;
constexpr Duration lease_retry = 1s;

using Verb = objects::Operation::Verb;

template <class T>
objects::Operation operation(Verb verb, const std::string& space, T value) {
  objects::Operation o;
  o.verb = verb;
  o.kind = &objects::View::kind_of<T>();
  o.space = space;
  o.name = value.metadata.name;
  o.object = schema::Box::of(std::move(value));
  return o;
}

bool is_ready(const core::Node& node) {
  for (const auto& each : node.status.conditions)
    if (each.type == "Ready") return each.status == "True";
  return false;
}

}  // namespace

RegistrarActor::RegistrarActor(Context& context, std::shared_ptr<const NodeParts> parts)
    : Actor(context), parts_(std::move(parts)) {}

Status RegistrarActor::start() {
  ready_ = parts_->table->adopted();
  look_in(Duration::zero());
  renew_in(Duration::zero());
  return {};
}

void RegistrarActor::on(const AgentReady& m) {
  ready_ = m.epoch;
  look();
}

void RegistrarActor::on(const NodeChanged&) {
  look();
}

void RegistrarActor::look_in(Duration delay) {
  if (timer_) context().cancel(*timer_);
  timer_ = context().later(
      delay,
      [this] {
        timer_.reset();
        look();
      },
      "look");
}

void RegistrarActor::look() {
  if (writing_) {
    again_ = true;
    return;
  }
  const objects::View view = setup().view();
  auto after = [this](bool written) {
    writing_ = false;
    if (std::exchange(again_, false) && written) return look();
    look_in(written ? Duration::zero() : retry_after);
  };
  auto stored = view.get<core::Node>("", setup().node);
  NodeEpoch epoch = view.snapshot().node_epoch(setup().node);
  if (!stored) return write(operation(Verb::create, "", new_node(setup())), view, after);
  core::Node next = *stored;
  if (correct_labels(setup(), next))
    return write(operation(Verb::update, "", std::move(next)), view, after);
  // Ready only under the epoch that the agent has adopted. A process that starts again has not yet:
  // until then what is stored stays, which is not Ready once the node was declared dead.
  bool ready = ready_ ? ready_ == epoch : is_ready(*stored);
  next.status = node_status(setup(), setup().runtime->capabilities(), stored->status, ready,
                            context().wall());
  if (next.status != stored->status)
    return write(operation(Verb::update_status, "", std::move(next)), view, after);
  look_in(look_every);
}

void RegistrarActor::renew_in(Duration delay) {
  (void)context().later(
      delay, [this] { renew(); }, "renew");
}

// One chain of timers: each end asks for the next.
void RegistrarActor::renew() {
  const objects::View view = setup().view();
  std::string space(lease_namespace);
  auto stored = view.get<coordination::Lease>(space, setup().node);
  auto node = view.get<core::Node>("", setup().node);
  auto lease =
      node_lease(setup(), stored.value.get(), node ? node->metadata.uid : Uid(), context().wall());
  auto o = operation(stored ? Verb::update : Verb::create, space, std::move(lease));
  auto planned = plan_as_node(setup(), view.snapshot().node_epoch(setup().node), view, o,
                              context().wall(), context().random().next());
  if (!planned.ok()) return renew_in(lease_retry);
  if (!*planned) return renew_in(lease_renewal);
  auto answer = reply_here<store::Outcome>(write_patience, [this](Result<store::Outcome> result) {
    renew_in(result.ok() && result->committed() ? lease_renewal : lease_retry);
  });
  setup().propose(std::move(**planned), answer);
}

void RegistrarActor::write(const objects::Operation& o, const objects::View& view,
                           std::function<void(bool)> then) {
  writing_ = true;
  auto planned = plan_as_node(setup(), view.snapshot().node_epoch(setup().node), view, o,
                              context().wall(), context().random().next());
  if (!planned.ok()) return then(false);
  if (!*planned) {
    // The server's rules leave it as it is: nothing to gain by trying again at once.
    writing_ = false;
    return look_in(look_every);
  }
  auto answer = reply_here<store::Outcome>(write_patience, [then](Result<store::Outcome> result) {
    then(result.ok() && result->committed());
  });
  setup().propose(std::move(**planned), answer);
}

}  // namespace shoal::agent
