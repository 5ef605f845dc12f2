#include "schema/descriptor/equal.hpp"

#include <string>

#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/quantity.hpp"
#include "schema/values/time.hpp"

namespace shoal::schema {
namespace {

template <class T>
bool same(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}
template <class T>
bool zero(const void* value) {
  return *static_cast<const T*>(value) == T();
}

bool is_zero_element(const Field& field, const void* value) {
  switch (field.type) {
    case Type::boolean:
      return zero<bool>(value);
    case Type::int32:
      return zero<int32_t>(value);
    case Type::int64:
      return zero<int64_t>(value);
    case Type::float64:
      return zero<double>(value);
    case Type::text:
    case Type::data:
      return zero<std::string>(value);
    case Type::int_or_string:
      return zero<api::IntOrString>(value);
    case Type::quantity:
      return zero<api::Quantity>(value);
    case Type::time:
      return zero<api::Time>(value);
    case Type::micro_time:
      return zero<api::MicroTime>(value);
    case Type::duration:
      return zero<api::Duration>(value);
    case Type::json:
      return zero<api::Json>(value);
    case Type::structure:
      return is_zero(*field.structure, value);
  }
  return true;
}

}  // namespace

bool equal_element(const Field& field, const void* a, const void* b) {
  switch (field.type) {
    case Type::boolean:
      return same<bool>(a, b);
    case Type::int32:
      return same<int32_t>(a, b);
    case Type::int64:
      return same<int64_t>(a, b);
    case Type::float64:
      return same<double>(a, b);
    case Type::text:
    case Type::data:
      return same<std::string>(a, b);
    case Type::int_or_string:
      return same<api::IntOrString>(a, b);
    case Type::quantity:
      return same<api::Quantity>(a, b);
    case Type::time:
      return same<api::Time>(a, b);
    case Type::micro_time:
      return same<api::MicroTime>(a, b);
    case Type::duration:
      return same<api::Duration>(a, b);
    case Type::json:
      return same<api::Json>(a, b);
    case Type::structure:
      return equal(*field.structure, a, b);
  }
  return true;
}

bool equal_field(const Field& field, const void* owner_a, const void* owner_b) {
  const void* a = member(field, owner_a);
  const void* b = member(field, owner_b);
  if (field.shape == Shape::single) return equal_element(field, a, b);
  size_t count = field.access->size(a);
  if (count != field.access->size(b)) return false;
  for (size_t i = 0; i < count; ++i) {
    if (field.shape == Shape::map && field.access->key(a, i) != field.access->key(b, i))
      return false;
    if (!equal_element(field, field.access->at(a, i), field.access->at(b, i))) return false;
  }
  return true;
}

bool equal(const Struct& type, const void* a, const void* b) {
  if (a == b) return true;
  for (const Field& field : type.fields)
    if (!equal_field(field, a, b)) return false;
  return true;
}

bool is_zero_field(const Field& field, const void* owner) {
  const void* value = member(field, owner);
  if (field.shape == Shape::single) return is_zero_element(field, value);
  return field.access->size(value) == 0;
}

bool is_zero(const Struct& type, const void* value) {
  for (const Field& field : type.fields)
    if (!is_zero_field(field, value)) return false;
  return true;
}

}  // namespace shoal::schema
