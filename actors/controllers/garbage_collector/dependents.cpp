#include "actors/controllers/garbage_collector/dependents.hpp"

#include <algorithm>

#include "actors/apiserver/registry/write.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/kinds.hpp"

namespace shoal::controllers {
namespace {

// An owner may have been named by any version of its kind.
const schema::Kind* kind_of_owner(const meta::OwnerReference& owner) {
  std::string_view version = owner.apiVersion;
  auto slash = version.find('/');
  auto group = slash == std::string_view::npos ? std::string_view() : version.substr(0, slash);
  for (const auto& kind : kinds()) {
    if (kind.group == group && kind.kind == owner.kind) return &kind;
  }
  return nullptr;
}

}  // namespace

const meta::ObjectMeta& AnyObject::metadata() const {
  return objects::metadata_of(*kind, *box);
}

const schema::Kind* stored_kind(std::string_view group, std::string_view plural) {
  for (const auto& kind : kinds()) {
    if (kind.group == group && kind.plural == plural) return &kind;
  }
  return nullptr;
}

bool has_finalizer(const meta::ObjectMeta& metadata, std::string_view finalizer) {
  const auto& all = metadata.finalizers;
  return std::find(all.begin(), all.end(), finalizer) != all.end();
}

bool waits_for_dependents(const meta::ObjectMeta& metadata) {
  return is_going(metadata) && has_finalizer(metadata, api::finalizer_foreground);
}

OwnerState owner_state(const objects::View& view, const schema::Kind& kind,
                       const meta::ObjectMeta& dependent, const meta::OwnerReference& owner) {
  const auto* owner_kind = kind_of_owner(owner);
  if (!owner_kind || (owner_kind->namespaced && !kind.namespaced)) return OwnerState::solid;
  auto stored = view.snapshot().get(objects::key_of(*owner_kind, dependent.namespace_, owner.name));
  if (!stored || stored->uid != owner.uid) return OwnerState::absent;
  auto box = view.get(*owner_kind, dependent.namespace_, owner.name);
  if (!box) return OwnerState::solid;  // not readable: nothing follows from that
  return waits_for_dependents(objects::metadata_of(*owner_kind, *box)) ? OwnerState::waiting
                                                                       : OwnerState::solid;
}

bool is_abandoned(const objects::View& view, const schema::Kind& kind,
                  const meta::ObjectMeta& metadata) {
  const auto& owners = metadata.ownerReferences;
  return !owners.empty() && std::none_of(owners.begin(), owners.end(), [&](const auto& owner) {
    return owner_state(view, kind, metadata, owner) == OwnerState::solid;
  });
}

void each_dependent(const objects::View& view, const schema::Kind& kind,
                    const meta::ObjectMeta& owner,
                    const std::function<bool(const AnyObject&)>& visit) {
  view.snapshot().by_index("owner", owner.uid, [&](const store::ObjectPtr& stored) {
    auto parts = objects::split_key(stored->key);
    AnyObject object{stored_kind(parts.group, parts.plural), nullptr};
    if (!object.kind) return true;
    // An owner in a namespace owns nothing outside of it, whatever is said there.
    if (kind.namespaced && parts.space != owner.namespace_) return true;
    object.box = view.get(*object.kind, parts.space, parts.name);
    return !object || visit(object);
  });
}

}  // namespace shoal::controllers
