#include "schema/compiler/model.hpp"

namespace shoal::schema::compiler {

std::string_view name_of(Type type) {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
      return "int32";
    case Type::int64:
      return "int64";
    case Type::float64:
      return "float64";
    case Type::text:
      return "text";
    case Type::data:
      return "data";
    case Type::int_or_string:
      return "int_or_string";
    case Type::quantity:
      return "quantity";
    case Type::time:
      return "time";
    case Type::micro_time:
      return "micro_time";
    case Type::duration:
      return "duration";
    case Type::json:
      return "json";
    case Type::structure:
      return "structure";
  }
  return "";
}

std::string_view name_of(Shape shape) {
  switch (shape) {
    case Shape::single:
      return "single";
    case Shape::optional:
      return "optional";
    case Shape::list:
      return "list";
    case Shape::map:
      return "map";
  }
  return "";
}

std::string_view name_of(Emit emit) {
  switch (emit) {
    case Emit::present:
      return "present";
    case Emit::nonzero:
      return "nonzero";
    case Emit::always_zero:
      return "always_zero";
    case Emit::always_struct:
      return "always_struct";
    case Emit::always_null:
      return "always_null";
  }
  return "";
}

bool own_lifetimes(const StructModel& type) {
  constexpr size_t small_fields_max = 4;
  return type.fields.size() > small_fields_max;
}

}  // namespace shoal::schema::compiler
