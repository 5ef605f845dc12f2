#include "schema/walk/reach.hpp"

#include "schema/walk/each_type.hpp"

namespace shoal::schema {

bool is_zero_element(const Field& field, const void* element) {
  return visit_type(
      field.type,
      [&]<class T>(std::type_identity<T>) {
        if constexpr (requires(const T& value) { value.is_zero(); }) {
          return element_as<T>(element).is_zero();
        } else {
          return element_as<T>(element) == T();
        }
      },
      [&] { return is_zero(*field.structure, element); });
}

void clear_member(const Field& field, void* held) {
  if (field.shape != Shape::single) return field.access->clear(held);
  visit_type(
      field.type, [&]<class T>(std::type_identity<T>) { element_as<T>(held) = T(); },
      [&] {
        for (const Field& inner : field.structure->fields) clear_member(inner, member(inner, held));
      });
}

namespace {

void copy_member(const Field& field, const void* from, void* to) {
  if (field.shape == Shape::single) return copy_element(field, from, to);
  field.access->clear(to);
  const size_t elements = count(field, from);
  if (field.shape != Shape::optional && elements != 0) field.access->reserve(to, elements);
  for (size_t i = 0; i < elements; ++i) {
    copy_element(field, element_at(field, from, i), add_element(field, to, key_at(field, from, i)));
  }
}

}  // namespace

void copy_element(const Field& field, const void* from, void* to) {
  visit_type(
      field.type, [&]<class T>(std::type_identity<T>) { element_as<T>(to) = element_as<T>(from); },
      [&] {
        for (const Field& inner : field.structure->fields)
          copy_member(inner, member(inner, from), member(inner, to));
      });
}

}  // namespace shoal::schema
