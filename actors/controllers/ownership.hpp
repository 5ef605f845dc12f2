#pragma once
// Who controls an object, and how a controller takes one over or lets it go. Pure.

#include "actors/objects/operation.hpp"
#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "schema/kinds/meta.hpp"
#include "schema/walk/select.hpp"

namespace shoal::controllers {

// The owner with controller: true; null when nobody controls the object.
const meta::OwnerReference* controller_of(const meta::ObjectMeta& metadata);
bool controlled_by(const meta::ObjectMeta& metadata, std::string_view uid);
// What a child made by `owner` carries.
meta::OwnerReference controller_reference(const schema::Kind& kind, const meta::ObjectMeta& owner);

// Absent or malformed: selects nothing.
schema::LabelSelector selector_of(const std::optional<meta::LabelSelector>& selector);

inline bool is_going(const meta::ObjectMeta& metadata) {
  return !metadata.deletionTimestamp.is_zero();
}

// Adoption and release, for children of type T of an owner with this reference. The children that
// are the owner's after the plan stay in `children`; those of nobody that match join them.
template <class T>
void claim(const meta::OwnerReference& reference, const schema::LabelSelector& selector,
           bool may_adopt, std::vector<objects::Typed<T>>& children,
           const std::vector<objects::Typed<T>>& unowned, objects::Plan& plan) {
  std::vector<objects::Typed<T>> kept;
  for (auto& child : children) {
    if (selector.matches(child->metadata.labels) || is_going(child->metadata)) {
      kept.push_back(std::move(child));
      continue;
    }
    T next = *child;
    std::erase_if(next.metadata.ownerReferences,
                  [&](const auto& owner) { return owner.uid == reference.uid; });
    std::string why = "release " + child->metadata.name;
    plan.units.push_back(objects::unit_of(objects::update_of(std::move(next)), std::move(why)));
  }
  for (const auto& child : unowned) {
    if (!may_adopt || is_going(child->metadata) || !selector.matches(child->metadata.labels))
      continue;
    T next = *child;
    next.metadata.ownerReferences.push_back(reference);
    std::string why = "adopt " + child->metadata.name;
    plan.units.push_back(objects::unit_of(objects::update_of(std::move(next)), std::move(why)));
    kept.push_back(child);
  }
  children = std::move(kept);
}

}  // namespace shoal::controllers
