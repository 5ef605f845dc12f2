#include <capnp/any.h>
#include <capnp/message.h>
#include <capnp/serialize-packed.h>
#include <capnp/serialize.h>

#include <bit>
#include <cstring>

#include "schema/message/message.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

using Pointer = capnp::AnyPointer::Builder;
using Pointers = capnp::List<capnp::AnyPointer>::Builder;

static_assert(std::endian::native == std::endian::little,
              "Cap'n Proto words are copied as they are");

struct Target {
  kj::byte* data;
  Pointers pointers;
  Target(capnp::AnyStruct::Builder in)
      : data(in.getDataSection().begin()), pointers(in.getPointerSection()) {}
};

template <class T>
void put(Target& out, uint32_t bit_offset, T value) {
  std::memcpy(out.data + bit_offset / 8, &value, sizeof value);
}

capnp::Text::Reader text_of(const std::string& text) {
  return {text.data(), text.size()};
}
capnp::Data::Reader data_of(const std::string& data) {
  return {reinterpret_cast<const kj::byte*>(data.data()), data.size()};
}

void encode_struct(const Struct& type, const void* value, Target out);

// The fixed layouts of schema/api.capnp, as (data words, pointers).
struct Layout {
  uint16_t data_words, pointers;
};
Layout layout_of(const Field& field) {
  switch (field.type) {
    case Type::int_or_string:
      return {1, 1};
    case Type::quantity:
    case Type::json:
      return {0, 1};
    case Type::structure:
      return {field.structure->data_words, field.structure->pointers};
    default:
      return {1, 0};
  }
}
// Fills the struct that stands for one element.
void encode_element(const Field& field, const void* value, Target out) {
  switch (field.type) {
    case Type::int_or_string: {
      const auto& either = element_as<api::IntOrString>(value);
      if (either.is_text()) return out.pointers[0].setAs<capnp::Text>(text_of(either.text()));
      return put(out, 0, either.number());
    }
    case Type::quantity: {
      const std::string text = element_as<api::Quantity>(value).to_string();
      return out.pointers[0].setAs<capnp::Text>(text_of(text));
    }
    case Type::json:
      return out.pointers[0].setAs<capnp::Text>(text_of(element_as<api::Json>(value).text()));
    case Type::time:
      return put(out, 0, element_as<api::Time>(value).unix_s());
    case Type::micro_time:
      return put(out, 0, element_as<api::MicroTime>(value).unix_us());
    case Type::duration:
      return put(out, 0, element_as<api::Duration>(value).ns());
    case Type::structure:
      return encode_struct(*field.structure, value, out);
    default:
      return;
  }
}

// A zero time has no seconds of its own: it is the null pointer.
bool is_null_time(const Field& field, const void* value) {
  return (field.type == Type::time && element_as<api::Time>(value).is_zero()) ||
         (field.type == Type::micro_time && element_as<api::MicroTime>(value).is_zero());
}

void encode_pointer(const Field& field, const void* value, Pointer out) {
  if (field.type == Type::text) {
    out.setAs<capnp::Text>(text_of(element_as<std::string>(value)));
  } else if (field.type == Type::data) {
    out.setAs<capnp::Data>(data_of(element_as<std::string>(value)));
  } else if (!is_null_time(field, value)) {
    const Layout layout = layout_of(field);
    encode_element(field, value, out.initAsAnyStruct(layout.data_words, layout.pointers));
  }
}

template <class T>
void encode_numbers(const Field& field, const void* held, size_t size, Pointer out) {
  auto list = out.initAs<capnp::List<T>>(static_cast<unsigned>(size));
  for (unsigned i = 0; i < size; ++i) list.set(i, element_as<T>(field.access->at(held, i)));
}

// Texts and data are lists of pointers; everything else with an inside is a list of structs.
void encode_list(const Field& field, const void* held, size_t size, Pointer out) {
  const auto count = static_cast<unsigned>(size);
  switch (field.type) {
    case Type::boolean:
      return encode_numbers<bool>(field, held, size, out);
    case Type::int32:
      return encode_numbers<int32_t>(field, held, size, out);
    case Type::int64:
      return encode_numbers<int64_t>(field, held, size, out);
    case Type::float64:
      return encode_numbers<double>(field, held, size, out);
    case Type::text: {
      auto list = out.initAs<capnp::List<capnp::Text>>(count);
      for (unsigned i = 0; i < count; ++i)
        list.set(i, text_of(element_as<std::string>(field.access->at(held, i))));
      return;
    }
    case Type::data: {
      auto list = out.initAs<capnp::List<capnp::Data>>(count);
      for (unsigned i = 0; i < count; ++i)
        list.set(i, data_of(element_as<std::string>(field.access->at(held, i))));
      return;
    }
    default:
      break;
  }
  const Layout layout = layout_of(field);
  auto list = out.initAsListOfAnyStruct(layout.data_words, layout.pointers, count);
  for (unsigned i = 0; i < count; ++i)
    encode_element(field, field.access->at(held, i), Target(list[i]));
}

void encode_map(const Field& field, const void* held, size_t size, Pointer out) {
  auto entries = out.initAsListOfAnyStruct(0, 2, static_cast<unsigned>(size));
  for (unsigned i = 0; i < size; ++i) {
    auto pair = entries[i].getPointerSection();
    const std::string_view key = field.access->key(held, i);
    pair[0].setAs<capnp::Text>(capnp::Text::Reader(key.data(), key.size()));
    encode_pointer(field, field.access->at(held, i), pair[1]);
  }
}

void encode_number(const Field& field, const void* value, Target& out) {
  const uint32_t at = field.slot.offset;
  switch (field.type) {
    case Type::boolean:
      if (element_as<bool>(value)) out.data[at / 8] |= static_cast<kj::byte>(1u << at % 8);
      return;
    case Type::int32:
      return put(out, at, element_as<int32_t>(value));
    case Type::int64:
      return put(out, at, element_as<int64_t>(value));
    case Type::float64:
      return put(out, at, element_as<double>(value));
    default:
      return;
  }
}

void encode_field(const Field& field, const void* held, Target& out) {
  const size_t size = count(field, held);
  if (size == 0) return;
  if (field.shape == Shape::list)
    return encode_list(field, held, size, out.pointers[field.slot.offset]);
  if (field.shape == Shape::map)
    return encode_map(field, held, size, out.pointers[field.slot.offset]);
  const void* value = element_at(field, held, 0);
  if (field.type <= Type::float64) {
    if (field.slot.discriminant != UINT32_MAX) put(out, field.slot.discriminant * 8, uint16_t{1});
    return encode_number(field, value, out);
  }
  if (field.shape == Shape::single && is_zero_element(field, value)) return;
  encode_pointer(field, value, out.pointers[field.slot.offset]);
}

void encode_struct(const Struct& type, const void* value, Target out) {
  for (const Field& field : type.fields) encode_field(field, member(field, value), out);
}

void build(const Struct& type, const void* value, capnp::MessageBuilder& message) {
  auto root = message.initRoot<capnp::AnyPointer>();
  encode_struct(type, value, Target(root.initAsAnyStruct(type.data_words, type.pointers)));
}

Bytes to_bytes(const kj::byte* data, size_t size) {
  return Bytes::copy(std::string_view(reinterpret_cast<const char*>(data), size));
}

}  // namespace

Bytes encode_message(const Struct& type, const void* value) {
  capnp::MallocMessageBuilder message;
  build(type, value, message);
  const auto words = capnp::messageToFlatArray(message);
  return to_bytes(words.asBytes().begin(), words.asBytes().size());
}

Bytes encode_packed_message(const Struct& type, const void* value) {
  capnp::MallocMessageBuilder message;
  build(type, value, message);
  kj::VectorOutputStream out;
  capnp::writePackedMessage(out, message);
  return to_bytes(out.getArray().begin(), out.getArray().size());
}

}  // namespace shoal::schema
