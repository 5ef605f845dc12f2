#pragma once
// What may not change once an object exists, beyond the fields that the schema calls immutable: one
// row a kind, in update_rules.cpp. Pure functions of the object as it would be and as it was, which
// both have their defaults.

#include <vector>

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/status.hpp"

namespace shoal {

// Adds a fault for each violation; nothing for a kind without such rules.
void validate_update(const schema::Struct& type, const void* next, const void* old,
                     std::vector<Cause>& faults);

}  // namespace shoal
