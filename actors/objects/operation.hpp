#pragma once
// The operations of a plan, from the objects they are about. An update says of which version it was
// made, so that it is refused when the object has changed since; a removal says only of which
// object, so that a later one of the same name stays. Pure.

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"

namespace shoal::meta {
struct ObjectMeta;
}

namespace shoal::objects {

Operation create_of(const schema::Kind& kind, schema::Box object);
Operation update_of(const schema::Kind& kind, schema::Box object);
Operation update_status_of(const schema::Kind& kind, schema::Box object);
Operation remove_of(const schema::Kind& kind, const meta::ObjectMeta& metadata);
// As remove_of, and refused when the object has changed since.
Operation remove_unchanged(const schema::Kind& kind, const meta::ObjectMeta& metadata);

template <class T>
Operation create_of(T value) {
  return create_of(View::kind_of<T>(), schema::Box::of(std::move(value)));
}
template <class T>
Operation update_of(T value) {
  return update_of(View::kind_of<T>(), schema::Box::of(std::move(value)));
}
template <class T>
Operation update_status_of(T value) {
  return update_status_of(View::kind_of<T>(), schema::Box::of(std::move(value)));
}
template <class T>
Operation remove_of(const T& value) {
  return remove_of(View::kind_of<T>(), value.metadata);
}

// A unit of one operation.
Unit unit_of(Operation operation, std::string why);

}  // namespace shoal::objects
