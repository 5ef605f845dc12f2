#include "actors/controllers/garbage_collector/wakes.hpp"

#include "actors/controllers/garbage_collector/situation.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::controllers {
namespace {

void push(const schema::Kind& kind, const meta::ObjectMeta& metadata,
          std::vector<ObjectName>& out) {
  out.push_back({&kind, metadata.namespace_, metadata.name});
}

// Owners of this object, as it is or was, that are being deleted and may have waited for it.
void push_going_owners(const objects::View& view, const meta::ObjectMeta& metadata,
                       std::vector<ObjectName>& out) {
  for (const auto& reference : metadata.ownerReferences) {
    for (const auto& kind : kinds()) {
      if (kind.kind != reference.kind) continue;
      auto box = view.get(kind, metadata.namespace_, reference.name);
      if (!box) continue;
      const auto& owner = objects::metadata_of(kind, *box);
      if (owner.uid == reference.uid && is_going(owner)) push(kind, owner, out);
    }
  }
}

}  // namespace

void wake_collector(const Seen& seen, const objects::View& view, std::vector<ObjectName>& out) {
  const auto* before = seen.before ? &objects::metadata_of(*seen.kind, *seen.before) : nullptr;
  if (!seen.after) {
    push_going_owners(view, *before, out);
    each_dependent(view, *seen.kind, *before, [&](const AnyObject& dependent) {
      push(*dependent.kind, dependent.metadata(), out);
      return true;
    });
    return;
  }
  const auto& after = objects::metadata_of(*seen.kind, *seen.after);
  bool owners_changed = !before || !(before->ownerReferences == after.ownerReferences);
  if (before && owners_changed) push_going_owners(view, *before, out);
  bool just_going = is_going(after);
  if (!owners_changed && !just_going) return;
  AnyObject object{seen.kind, seen.after};
  if (situation_of(view, object, 1).needs_action()) push(*seen.kind, after, out);
}

}  // namespace shoal::controllers
