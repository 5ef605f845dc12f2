#pragma once
// Copying parts of values known only by their Struct: what takes a status, a spec or a list from
// one object into another. Pure; both pointers must be values of that Struct, and not the same one.

#include "schema/descriptor/descriptor.hpp"

namespace shoal::schema {

// Makes this field of `to` equal to that of `from`.
void copy_field(const Field& field, const void* owner_from, void* owner_to);

}  // namespace shoal::schema
