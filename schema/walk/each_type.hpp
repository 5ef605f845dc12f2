#pragma once
// One switch from Type to the C++ type it stands for, so that a walk can be written as a generic
// lambda. Type::structure is the walk's own business: it recurses.

#include <string>
#include <type_traits>

#include "schema/descriptor/descriptor.hpp"
#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/quantity.hpp"
#include "schema/values/time.hpp"

namespace shoal::schema {

// Calls f(std::type_identity<T>{}) for a scalar type; for a structure it returns otherwise().
template <class F, class Otherwise>
auto visit_type(Type type, F&& f, Otherwise&& otherwise) {
  switch (type) {
    case Type::boolean:
      return f(std::type_identity<bool>{});
    case Type::int32:
      return f(std::type_identity<int32_t>{});
    case Type::int64:
      return f(std::type_identity<int64_t>{});
    case Type::float64:
      return f(std::type_identity<double>{});
    case Type::text:
    case Type::data:
      return f(std::type_identity<std::string>{});
    case Type::int_or_string:
      return f(std::type_identity<api::IntOrString>{});
    case Type::quantity:
      return f(std::type_identity<api::Quantity>{});
    case Type::time:
      return f(std::type_identity<api::Time>{});
    case Type::micro_time:
      return f(std::type_identity<api::MicroTime>{});
    case Type::duration:
      return f(std::type_identity<api::Duration>{});
    case Type::json:
      return f(std::type_identity<api::Json>{});
    case Type::structure:
      break;
  }
  return otherwise();
}

}  // namespace shoal::schema
