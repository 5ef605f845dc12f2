#include "schema/walk/defaults.hpp"

#include "schema/json/parse.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

void set_default(const Field& field, void* held) {
  const auto tree = json::parse(field.default_json);
  SHOAL_CHECK(tree.ok(), "the schema states a default that is no JSON");
  if (field.shape == Shape::single || field.shape == Shape::optional) {
    const Status status = decode_json_element(*tree, field, add_element(field, held));
    SHOAL_CHECK(status.ok(), "the schema states a default of another type");
    return;
  }
  SHOAL_CHECK(field.shape == Shape::list && tree->is_array(), "a map has no default");
  for (const json::Value& element : tree->elements()) {
    const Status status = decode_json_element(element, field, add_element(field, held));
    SHOAL_CHECK(status.ok(), "the schema states a default of another type");
  }
}

}  // namespace

void apply_defaults(const Struct& type, void* value, std::span<const Rules> rules) {
  for (const Field& field : type.fields) {
    void* held = member(field, value);
    if (!field.default_json.empty() && is_unset(field, held)) set_default(field, held);
  }
  const Rules* own = find_rules(rules, type);
  if (own && own->apply_defaults) own->apply_defaults(value);
  for (const Field& field : type.fields) {
    if (field.type != Type::structure) continue;
    void* held = member(field, value);
    const size_t elements = count(field, held);
    for (size_t i = 0; i < elements; ++i)
      apply_defaults(*field.structure, element_at(field, held, i), rules);
  }
}

}  // namespace shoal::schema
