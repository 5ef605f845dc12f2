#pragma once
// Equality and emptiness of values known only by their Struct: what the generated operator== calls,
// so that nothing is generated per type. Pure; both pointers must be values of that Struct.

#include "schema/descriptor/descriptor.hpp"

namespace shoal::schema {

// Member by member; quantities by amount, JSON by its text.
bool equal(const Struct& type, const void* a, const void* b);
// One field of two values of the owning struct.
bool equal_field(const Field& field, const void* owner_a, const void* owner_b);
// One element (not the whole member of a list) of two values.
bool equal_element(const Field& field, const void* a, const void* b);

// Whether a member holds its zero value: empty, unset, 0, false, or a struct of nothing but such.
bool is_zero(const Struct& type, const void* value);
bool is_zero_field(const Field& field, const void* owner);

inline const void* member(const Field& field, const void* owner) {
  return static_cast<const char*>(owner) + field.offset;
}
inline void* member(const Field& field, void* owner) {
  return static_cast<char*>(owner) + field.offset;
}

}  // namespace shoal::schema
