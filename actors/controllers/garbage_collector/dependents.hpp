#pragma once
// Owners and dependents of any kind, found by the store's index of owner uids. Pure.

#include <functional>
#include <string_view>
#include <vector>

#include "actors/controllers/ownership.hpp"
#include "actors/objects/view.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::controllers {

struct AnyObject {
  const schema::Kind* kind = nullptr;
  objects::BoxPtr box;  // null: there is none
  const meta::ObjectMeta& metadata() const;
  explicit operator bool() const { return box != nullptr; }
};

// The served kind that keys of this group and resource hold; null: not served.
const schema::Kind* stored_kind(std::string_view group, std::string_view plural);

bool has_finalizer(const meta::ObjectMeta& metadata, std::string_view finalizer);
// It is being deleted and waits for what it owns.
bool waits_for_dependents(const meta::ObjectMeta& metadata);

enum class OwnerState : uint8_t {
  solid,    // there, or nothing that could be looked up: a kind that is not served, or a namespaced
            // owner of an object that has no namespace
  waiting,  // being deleted in the foreground
  absent,   // gone, or another object has its name now, or it is in another namespace
};
OwnerState owner_state(const objects::View& view, const schema::Kind& kind,
                       const meta::ObjectMeta& dependent, const meta::OwnerReference& owner);

// It names owners, and not one of them is solid.
bool is_abandoned(const objects::View& view, const schema::Kind& kind,
                  const meta::ObjectMeta& metadata);

// Objects that name this one as an owner and could be owned by it, until `visit` returns false.
void each_dependent(const objects::View& view, const schema::Kind& kind,
                    const meta::ObjectMeta& owner,
                    const std::function<bool(const AnyObject&)>& visit);

}  // namespace shoal::controllers
