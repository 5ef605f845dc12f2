#pragma once
// What the three plans of write.hpp share; not for others.

#include "actors/apiserver/registry/kind_rules.hpp"
#include "actors/apiserver/registry/write.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::api {

// Whether the write can leave less room on the pod's node, which decisions made before must notice.
enum class Room : uint8_t { unchanged, taken };
// Puts the object into the transaction as it is now; secrets sealed with the view's keys.
void put_object(const objects::View& view, const schema::Kind& kind, const schema::Box& object,
                Room room, log::Transaction& transaction);
void drop_object(const schema::Kind& kind, const schema::Box& object,
                 log::Transaction& transaction);

// Defaults, then structural and the kind's own validation; Invalid with every cause.
Status complete(const schema::Kind& kind, const Strategy& strategy, schema::Box& object,
                const schema::Box* old);

// Copies a field of that name (spec, status, data, …) from one value to another of the same kind.
void copy_field(const schema::Struct& type, std::string_view field, const schema::Box& from,
                schema::Box& to);
// Whether anything but metadata and status differs.
bool main_part_differs(const schema::Struct& type, const schema::Box& a, const schema::Box& b);

// The mutating and validating plugins that run when an object is created (admission.cpp).
Status admit_create(const WriteContext& context, const objects::View& view,
                    const schema::Kind& kind, const std::string& space, schema::Box& object,
                    log::Transaction& transaction);

// Namespaces that may not go.
Status admit_remove(const schema::Kind& kind, const std::string& name);
// A namespace stays until its content is gone, which its spec.finalizers say.
bool holds_content(const schema::Kind& kind, const schema::Box& object);

}  // namespace shoal::api
