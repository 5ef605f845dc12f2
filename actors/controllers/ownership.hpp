#pragma once
// Who controls an object, and how a controller takes one over or lets it go. Pure.

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

// Operations on an object as it was read: refused when it has changed since.
objects::Operation update_of(const schema::Kind& kind, const meta::ObjectMeta& read,
                             Revision revision, objects::Operation::Verb verb, schema::Box next);
objects::Operation removal_of(const schema::Kind& kind, const meta::ObjectMeta& read);

template <class T>
objects::Operation update_of(const objects::Typed<T>& read, T next,
                             objects::Operation::Verb verb = objects::Operation::Verb::update) {
  return update_of(objects::View::kind_of<T>(), read->metadata, read.revision, verb,
                   schema::Box::of(std::move(next)));
}
template <class T>
objects::Operation status_of(const objects::Typed<T>& read, T next) {
  return update_of(read, std::move(next), objects::Operation::Verb::update_status);
}

objects::Unit unit_of(objects::Operation operation, std::string why);

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
    plan.units.push_back(unit_of(update_of(child, std::move(next)), std::move(why)));
  }
  for (const auto& child : unowned) {
    if (!may_adopt || is_going(child->metadata) || !selector.matches(child->metadata.labels))
      continue;
    T next = *child;
    next.metadata.ownerReferences.push_back(reference);
    std::string why = "adopt " + child->metadata.name;
    plan.units.push_back(unit_of(update_of(child, std::move(next)), std::move(why)));
    kept.push_back(child);
  }
  children = std::move(kept);
}

}  // namespace shoal::controllers
