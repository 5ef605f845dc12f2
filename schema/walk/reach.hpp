#pragma once
// Reaching the members of a value known by its Struct: the few casts every walk shares. A member is
// the C++ member itself; an element is one thing in it (the member, the optional's content, an item
// of the list, a value of the map). Pure; the caller keeps the value alive.

#include "schema/descriptor/equal.hpp"

namespace shoal::schema {

// How many elements: always 1 for a single member.
inline size_t count(const Field& field, const void* held) {
  return field.shape == Shape::single ? 1 : field.access->size(held);
}
inline const void* element_at(const Field& field, const void* held, size_t i) {
  return field.shape == Shape::single ? held : field.access->at(held, i);
}
inline void* element_at(const Field& field, void* held, size_t i) {
  return field.shape == Shape::single ? held : field.access->at_mutable(held, i);
}
inline std::string_view key_at(const Field& field, const void* held, size_t i) {
  return field.shape == Shape::map ? field.access->key(held, i) : std::string_view();
}
// The place to write the next element into: the member itself, a new item, the emplaced optional.
inline void* add_element(const Field& field, void* held, std::string_view map_key = {}) {
  return field.shape == Shape::single ? held : field.access->append(held, map_key);
}

template <class T>
const T& element_as(const void* element) {
  return *static_cast<const T*>(element);
}
template <class T>
T& element_as(void* element) {
  return *static_cast<T*>(element);
}

// False, 0, "", no content in any member.
bool is_zero_element(const Field& field, const void* element);
// Nothing was given: an empty list or map, an optional without content, a single zero.
inline bool is_unset(const Field& field, const void* held) {
  if (field.shape == Shape::single) return is_zero_element(field, held);
  return field.access->size(held) == 0;
}

// Back to a zero value. A single member is assigned; anything else is cleared.
void clear_member(const Field& field, void* held);
// Assigns one element of a field's type from another.
void copy_element(const Field& field, const void* from, void* to);

}  // namespace shoal::schema
