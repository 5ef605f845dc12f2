#include "schema/descriptor/copy.hpp"

#include <string>

#include "schema/descriptor/equal.hpp"
#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/quantity.hpp"
#include "schema/values/time.hpp"

namespace shoal::schema {
namespace {

template <class T>
void assign(const void* from, void* to) {
  *static_cast<T*>(to) = *static_cast<const T*>(from);
}

void copy_element(const Field& field, const void* from, void* to) {
  switch (field.type) {
    case Type::boolean: return assign<bool>(from, to);
    case Type::int32: return assign<int32_t>(from, to);
    case Type::int64: return assign<int64_t>(from, to);
    case Type::float64: return assign<double>(from, to);
    case Type::text:
    case Type::data: return assign<std::string>(from, to);
    case Type::int_or_string: return assign<api::IntOrString>(from, to);
    case Type::quantity: return assign<api::Quantity>(from, to);
    case Type::time: return assign<api::Time>(from, to);
    case Type::micro_time: return assign<api::MicroTime>(from, to);
    case Type::duration: return assign<api::Duration>(from, to);
    case Type::json: return assign<api::Json>(from, to);
    case Type::structure:
      for (const Field& inner : field.structure->fields) copy_field(inner, from, to);
  }
}

}  // namespace

void copy_field(const Field& field, const void* owner_from, void* owner_to) {
  const void* from = member(field, owner_from);
  void* to = member(field, owner_to);
  if (field.shape == Shape::single) return copy_element(field, from, to);
  const Access& access = *field.access;
  access.clear(to);
  for (size_t i = 0; i < access.size(from); ++i) {
    std::string_view key = access.key ? access.key(from, i) : std::string_view();
    copy_element(field, access.at(from, i), access.append(to, key));
  }
}

}  // namespace shoal::schema
