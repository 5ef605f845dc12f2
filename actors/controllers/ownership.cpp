#include "actors/controllers/ownership.hpp"

namespace shoal::controllers {

const meta::OwnerReference* controller_of(const meta::ObjectMeta& metadata) {
  for (const auto& owner : metadata.ownerReferences) {
    if (owner.controller.value_or(false)) return &owner;
  }
  return nullptr;
}

bool controlled_by(const meta::ObjectMeta& metadata, std::string_view uid) {
  const auto* owner = controller_of(metadata);
  return owner && owner->uid == uid;
}

meta::OwnerReference controller_reference(const schema::Kind& kind, const meta::ObjectMeta& owner) {
  meta::OwnerReference reference;
  reference.apiVersion = kind.api_version;
  reference.kind = kind.kind;
  reference.name = owner.name;
  reference.uid = owner.uid;
  reference.controller = true;
  reference.blockOwnerDeletion = true;
  return reference;
}

schema::LabelSelector selector_of(const std::optional<meta::LabelSelector>& selector) {
  if (!selector) return schema::LabelSelector::nothing();
  auto parsed = schema::label_selector_of(*selector);
  // One that is empty would select everything in the namespace: never what a workload means.
  if (!parsed.ok() || parsed->empty()) return schema::LabelSelector::nothing();
  return std::move(*parsed);
}

}  // namespace shoal::controllers
