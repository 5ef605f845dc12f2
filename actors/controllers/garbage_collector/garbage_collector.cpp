#include "actors/controllers/garbage_collector/garbage_collector.hpp"

#include <algorithm>

#include "actors/apiserver/registry/write.hpp"
#include "actors/controllers/garbage_collector/wakes.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/operation.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::controllers {
namespace {

using objects::Plan;
using objects::Propagation;

std::string text_of(const AnyObject& object) {
  return std::string(object.kind->singular) + " " + object.metadata().name;
}

template <class Change>
objects::Operation changed(const AnyObject& object, Change change) {
  auto next = object.box->clone();
  change(objects::metadata_of(*object.kind, next));
  return objects::update_of(*object.kind, std::move(next));
}

void drop_finalizer(const AnyObject& object, std::string_view finalizer, std::string why,
                    Plan& plan) {
  auto operation = changed(
      object, [&](meta::ObjectMeta& metadata) { std::erase(metadata.finalizers, finalizer); });
  plan.units.push_back(objects::unit_of(std::move(operation), std::move(why)));
}

// Owners that have gone or wait for this object to go are no reason to keep it, but others are.
void forget_owners(const Judged& judged, Plan& plan) {
  auto operation = changed(judged.object, [&](meta::ObjectMeta& metadata) {
    std::erase_if(metadata.ownerReferences, [&](const auto& reference) {
      return std::any_of(judged.owners.begin(), judged.owners.end(), [&](const auto& owner) {
        return owner.uid == reference.uid && owner.state != OwnerState::solid;
      });
    });
  });
  plan.units.push_back(objects::unit_of(
      std::move(operation), text_of(judged.object) + " has other owners than those that went"));
}

Propagation propagation_for(const Judged& judged, bool an_owner_waits) {
  const auto& metadata = judged.object.metadata();
  if (an_owner_waits && judged.has_dependents) return Propagation::foreground;
  if (has_finalizer(metadata, api::finalizer_orphan)) return Propagation::orphan;
  if (has_finalizer(metadata, api::finalizer_foreground)) return Propagation::foreground;
  return Propagation::background;
}

void collect(const Judged& judged, Plan& plan) {
  if (!judged.needs_action()) return;
  auto any = [&](OwnerState state) {
    return std::any_of(judged.owners.begin(), judged.owners.end(),
                       [&](const auto& owner) { return owner.state == state; });
  };
  if (any(OwnerState::solid)) return forget_owners(judged, plan);
  bool waiting = any(OwnerState::waiting);
  auto operation = objects::remove_unchanged(*judged.object.kind, judged.object.metadata());
  operation.propagation = propagation_for(judged, waiting);
  plan.units.push_back(objects::unit_of(
      std::move(operation),
      text_of(judged.object) + (waiting ? " goes before its owner" : " has no owner left")));
}

void orphan(const Situation& situation, Plan& plan) {
  const auto& owner = situation.self.object;
  const auto& uid = owner.metadata().uid;
  for (const auto& dependent : situation.dependents) {
    auto operation = changed(dependent.object, [&](meta::ObjectMeta& metadata) {
      std::erase_if(metadata.ownerReferences, [&](const auto& r) { return r.uid == uid; });
    });
    plan.units.push_back(objects::unit_of(
        std::move(operation), text_of(dependent.object) + " outlives " + text_of(owner)));
  }
  if (situation.dependents.empty())
    drop_finalizer(owner, api::finalizer_orphan, text_of(owner) + " owns nothing any more", plan);
}

void act(const Situation& situation, Plan& plan) {
  if (situation.orphans()) return orphan(situation, plan);
  if (!situation.waits()) return collect(situation.self, plan);
  for (const auto& dependent : situation.dependents) collect(dependent, plan);
  if (situation.blocked || situation.more) return;
  const auto& object = situation.self.object;
  drop_finalizer(object, api::finalizer_foreground, "nothing blocks " + text_of(object), plan);
}

// What one plan writes, about: an object with its dependents may go beyond it once.
class Room {
 public:
  explicit Room(GarbageCollector::Observed& observed) : observed_(observed) {}
  // False when it is used up.
  bool take(const objects::View& view, const AnyObject& object) {
    auto situation = situation_of(view, object, garbage_at_once_max);
    observed_.more |= situation.more;
    if (!situation.needs_action()) return true;
    used_ += std::max<size_t>(situation.dependents.size(), 1);
    observed_.situations.push_back(std::move(situation));
    return used_ < garbage_at_once_max;
  }

 private:
  GarbageCollector::Observed& observed_;
  size_t used_ = 0;
};

bool can_be_kept(const schema::Kind& kind) {
  return kind.namespaced && kind.verbs.find("list") != std::string_view::npos;
}

void sweep(const objects::View& view, const std::string& space, Room& room, bool& more) {
  for (const auto& kind : kinds()) {
    if (!can_be_kept(kind) || more) continue;
    view.each(kind, space, [&](const objects::BoxPtr& box) {
      more = !room.take(view, {&kind, box});
      return !more;
    });
  }
}

}  // namespace

std::vector<const schema::Kind*> GarbageCollector::primaries() {
  std::vector<const schema::Kind*> all;
  for (const auto& kind : kinds()) {
    if (!kind.namespaced) all.push_back(&kind);
  }
  return all;
}

std::vector<Watch> GarbageCollector::watches() {
  std::vector<Watch> all;
  for (const auto& kind : kinds()) all.push_back({&kind, wake_collector});
  return all;
}

GarbageCollector::Observed GarbageCollector::observe(const objects::View& view,
                                                     const ObjectName& object) {
  Observed observed;
  AnyObject found{object.kind, view.get(*object.kind, object.space, object.name)};
  if (!found) return observed;
  Room room(observed);
  bool has_room = room.take(view, found);
  observed.sweep = object.kind == &objects::View::kind_of<core::Namespace>();
  if (observed.sweep && has_room) sweep(view, object.name, room, observed.more);
  return observed;
}

Plan GarbageCollector::reconcile(const Observed& observed, const Inputs& inputs) {
  Plan plan;
  bool again = observed.more;
  for (const auto& situation : observed.situations) {
    act(situation, plan);
    again |= situation.orphans();
  }
  if (observed.sweep) plan.look_again = sweep_every;
  if (again && !plan.units.empty()) plan.look_again = Duration(0);
  return plan;
}

}  // namespace shoal::controllers
