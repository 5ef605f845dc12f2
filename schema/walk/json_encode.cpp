#include "schema/walk/json_encode.hpp"

#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

template <class T>
void encode_formatted(const T& value, json::Writer& out) {
  value.is_zero() ? out.null() : out.text(value.to_string());
}

// What an unset field prints, if anything.
void encode_unset(const Field& field, json::Writer& out) {
  switch (field.emit) {
    case Emit::present:
    case Emit::nonzero:
      return;
    case Emit::always_null:
      out.plain_key(field.name);
      return out.null();
    case Emit::always_zero:
    case Emit::always_struct:
      break;
  }
  out.plain_key(field.name);
  if (field.shape == Shape::list) return out.raw("[]");
  if (field.shape == Shape::map) return out.raw("{}");
  switch (field.type) {
    case Type::boolean:
      return out.boolean(false);
    case Type::int32:
    case Type::int64:
    case Type::float64:
    case Type::int_or_string:
      return out.integer(0);
    case Type::text:
    case Type::data:
      return out.text("");
    case Type::quantity:
      return out.text("0");
    case Type::duration:
      return out.text("0s");
    case Type::structure:
      return out.raw("{}");
    case Type::time:
    case Type::micro_time:
    case Type::json:
      return out.null();
  }
}

bool left_out_when_zero(const Field& field) {
  return field.emit == Emit::nonzero || field.emit == Emit::present;
}

void encode_list(const Field& field, const void* held, size_t size, json::Writer& out) {
  out.begin_array();
  for (size_t i = 0; i < size; ++i) encode_json_element(field, field.access->at(held, i), out);
  out.end_array();
}

void encode_map(const Field& field, const void* held, size_t size, json::Writer& out) {
  out.begin_object();
  for (size_t i = 0; i < size; ++i) {
    out.key(field.access->key(held, i));
    encode_json_element(field, field.access->at(held, i), out);
  }
  out.end_object();
}

void encode_field(const Field& field, const void* held, json::Writer& out) {
  if (field.shape == Shape::single) {
    if (left_out_when_zero(field) && is_zero_element(field, held)) return;
    const bool null = field.emit == Emit::always_null && is_zero_element(field, held);
    if (null) return encode_unset(field, out);
    out.plain_key(field.name);
    return encode_json_element(field, held, out);
  }
  const size_t size = field.access->size(held);
  if (size == 0) return encode_unset(field, out);
  out.plain_key(field.name);
  if (field.shape == Shape::list) return encode_list(field, held, size, out);
  if (field.shape == Shape::map) return encode_map(field, held, size, out);
  encode_json_element(field, field.access->at(held, 0), out);
}

void encode_fields(const Struct& type, const void* value, json::Writer& out) {
  for (const Field& field : type.fields) encode_field(field, member(field, value), out);
}

void encode_metadata(const Field& field, const void* value, std::string_view resource_version,
                     json::Writer& out) {
  out.plain_key(field.name);
  out.begin_object();
  for (const Field& inner : field.structure->fields) {
    if (inner.name == "resourceVersion" && inner.type == Type::text && !resource_version.empty()) {
      out.plain_key(inner.name);
      out.text(resource_version);
    } else {
      encode_field(inner, member(inner, value), out);
    }
  }
  out.end_object();
}

}  // namespace

void encode_json_element(const Field& field, const void* element, json::Writer& out) {
  switch (field.type) {
    case Type::boolean:
      return out.boolean(element_as<bool>(element));
    case Type::int32:
      return out.integer(element_as<int32_t>(element));
    case Type::int64:
      return out.integer(element_as<int64_t>(element));
    case Type::float64:
      return out.number(element_as<double>(element));
    case Type::text:
      return out.text(element_as<std::string>(element));
    case Type::data:
      return out.base64(element_as<std::string>(element));
    case Type::int_or_string: {
      const auto& value = element_as<api::IntOrString>(element);
      return value.is_text() ? out.text(value.text()) : out.integer(value.number());
    }
    case Type::quantity:
      return out.text(element_as<api::Quantity>(element).to_string());
    case Type::time:
      return encode_formatted(element_as<api::Time>(element), out);
    case Type::micro_time:
      return encode_formatted(element_as<api::MicroTime>(element), out);
    case Type::duration:
      return out.text(element_as<api::Duration>(element).to_string());
    case Type::json: {
      const auto& text = element_as<api::Json>(element).text();
      return out.raw(text.empty() ? "null" : text);
    }
    case Type::structure:
      return encode_json(*field.structure, element, out);
  }
}

void encode_json(const Struct& type, const void* value, json::Writer& out) {
  out.begin_object();
  encode_fields(type, value, out);
  out.end_object();
}

void encode_json_object(const ObjectHead& head, const Struct& type, const void* value,
                        json::Writer& out) {
  out.begin_object();
  if (!head.kind.empty()) out.plain_key("kind"), out.text(head.kind);
  if (!head.api_version.empty()) out.plain_key("apiVersion"), out.text(head.api_version);
  for (const Field& field : type.fields) {
    const void* held = member(field, value);
    const bool metadata = field.name == "metadata" && field.type == Type::structure &&
                          field.shape == Shape::single && !head.resource_version.empty();
    metadata ? encode_metadata(field, held, head.resource_version, out)
             : encode_field(field, held, out);
  }
  out.end_object();
}

void begin_json_list(const ListHead& head, json::Writer& out) {
  out.begin_object();
  out.plain_key("kind"), out.text(head.kind);
  out.plain_key("apiVersion"), out.text(head.api_version);
  out.plain_key("metadata");
  out.begin_object();
  if (!head.resource_version.empty())
    out.plain_key("resourceVersion"), out.text(head.resource_version);
  if (!head.continue_token.empty()) out.plain_key("continue"), out.text(head.continue_token);
  if (head.remaining_items != 0)
    out.plain_key("remainingItemCount"), out.integer(head.remaining_items);
  out.end_object();
  out.plain_key("items");
  out.begin_array();
}

void end_json_list(json::Writer& out) {
  out.end_array();
  out.end_object();
}

}  // namespace shoal::schema
