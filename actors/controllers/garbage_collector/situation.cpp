#include "actors/controllers/garbage_collector/situation.hpp"

#include <algorithm>

#include "actors/apiserver/registry/write.hpp"

namespace shoal::controllers {
namespace {

Judged judge(const objects::View& view, const AnyObject& object) {
  Judged judged{object, {}};
  bool waiting = false;
  for (const auto& owner : object.metadata().ownerReferences) {
    auto state = owner_state(view, *object.kind, object.metadata(), owner);
    waiting |= state == OwnerState::waiting;
    judged.owners.push_back({owner.uid, state});
  }
  if (!waiting) return judged;
  each_dependent(view, *object.kind, object.metadata(), [&](const AnyObject&) {
    judged.has_dependents = true;
    return false;
  });
  return judged;
}

bool owns(const meta::ObjectMeta& owner, const meta::ObjectMeta& dependent, bool blocking) {
  const auto& all = dependent.ownerReferences;
  return std::any_of(all.begin(), all.end(), [&](const auto& reference) {
    return reference.uid == owner.uid &&
           (!blocking || reference.blockOwnerDeletion.value_or(false));
  });
}

// Two that own each other would wait for ever.
bool blocks(const meta::ObjectMeta& dependent, const meta::ObjectMeta& owner) {
  return owns(owner, dependent, true) && !owns(dependent, owner, false);
}

}  // namespace

bool Judged::needs_action() const {
  return !is_going(object.metadata()) &&
         std::any_of(owners.begin(), owners.end(),
                     [](const auto& owner) { return owner.state != OwnerState::solid; });
}

bool Situation::waits() const {
  return waits_for_dependents(self.object.metadata());
}

bool Situation::orphans() const {
  const auto& metadata = self.object.metadata();
  return is_going(metadata) && has_finalizer(metadata, api::finalizer_orphan);
}

bool Situation::needs_action() const {
  if (orphans()) return true;
  if (waits()) return !blocked || !dependents.empty();
  return self.needs_action();
}

Situation situation_of(const objects::View& view, const AnyObject& object, size_t room) {
  Situation situation;
  situation.self = judge(view, object);
  bool orphans = situation.orphans();
  if (!orphans && !situation.waits()) return situation;
  each_dependent(view, *object.kind, object.metadata(), [&](const AnyObject& dependent) {
    situation.blocked |= blocks(dependent.metadata(), object.metadata());
    auto judged = judge(view, dependent);
    if (!orphans && !judged.needs_action()) return true;
    situation.more = situation.dependents.size() >= room;
    if (situation.more) return false;  // blocked or not: it is not finished
    situation.dependents.push_back(std::move(judged));
    return true;
  });
  return situation;
}

}  // namespace shoal::controllers
