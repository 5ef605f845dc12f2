#include <capnp/any.h>
#include <capnp/message.h>
#include <capnp/serialize-packed.h>
#include <capnp/serialize.h>

#include <algorithm>
#include <cstring>

#include "schema/message/message.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

using Pointer = capnp::AnyPointer::Reader;

// A struct as it was written: sections may be shorter or longer than this build knows.
struct Source {
  kj::ArrayPtr<const kj::byte> data;
  capnp::List<capnp::AnyPointer>::Reader pointers;
  Source(capnp::AnyStruct::Reader in)
      : data(in.getDataSection()), pointers(in.getPointerSection()) {}

  template <class T>
  T get(uint32_t bit_offset) const {
    T value{};
    const size_t at = bit_offset / 8;
    if (at + sizeof value <= data.size()) std::memcpy(&value, data.begin() + at, sizeof value);
    return value;
  }
  bool bit(uint32_t offset) const {
    return offset / 8 < data.size() && (data[offset / 8] >> offset % 8 & 1) != 0;
  }
};

// Throws kj::Exception for what capnp finds wrong and Refused for what only we do; both end in
// decode().
struct Refused {
  std::string why;
};

std::string_view view(capnp::Text::Reader text) {
  return {text.begin(), text.size()};
}

template <class T>
T parsed(Result<T> result) {
  if (!result) throw Refused{result.status().message()};
  return std::move(*result);
}

void decode_struct(const Struct& type, const Source& in, void* value);

// One element from the struct that stands for it.
void decode_element(const Field& field, const Source& in, void* value) {
  const auto text = [&]() -> std::string_view {
    return in.pointers.size() == 0 ? std::string_view() : view(in.pointers[0].getAs<capnp::Text>());
  };
  switch (field.type) {
    case Type::int_or_string:
      element_as<api::IntOrString>(value) = in.pointers.size() == 0 || in.pointers[0].isNull()
                                                ? api::IntOrString(in.get<int32_t>(0))
                                                : api::IntOrString(std::string(text()));
      return;
    case Type::quantity:
      if (!text().empty()) element_as<api::Quantity>(value) = parsed(api::Quantity::parse(text()));
      return;
    case Type::json:
      if (!text().empty()) element_as<api::Json>(value) = parsed(api::Json::parse(text()));
      return;
    case Type::time:
      element_as<api::Time>(value) = api::Time::from_unix_s(in.get<int64_t>(0));
      return;
    case Type::micro_time:
      element_as<api::MicroTime>(value) = api::MicroTime::from_unix_us(in.get<int64_t>(0));
      return;
    case Type::duration:
      element_as<api::Duration>(value) = api::Duration::from_ns(in.get<int64_t>(0));
      return;
    case Type::structure:
      return decode_struct(*field.structure, in, value);
    default:
      return;
  }
}

void decode_pointer(const Field& field, Pointer in, void* value) {
  if (field.type == Type::text) {
    element_as<std::string>(value) = view(in.getAs<capnp::Text>());
  } else if (field.type == Type::data) {
    const auto data = in.getAs<capnp::Data>();
    element_as<std::string>(value).assign(reinterpret_cast<const char*>(data.begin()), data.size());
  } else if (!in.isNull()) {
    decode_element(field, in.getAs<capnp::AnyStruct>(), value);
  }
}

template <class T>
void decode_numbers(const Field& field, Pointer in, void* held) {
  for (T number : in.getAs<capnp::List<T>>())
    element_as<T>(field.access->append(held, {})) = number;
}

using Structs = capnp::List<capnp::AnyStruct>;

Structs::Reader structs(Pointer in) {
  const auto list = in.getAs<capnp::AnyList>();
  if (list.size() != 0 && list.getElementSize() != capnp::ElementSize::INLINE_COMPOSITE)
    throw Refused{"a list holds no structs"};
  return list.as<Structs>();
}

void decode_list(const Field& field, Pointer in, void* held) {
  switch (field.type) {
    case Type::boolean:
      return;  // the schema has no list of booleans
    case Type::int32:
      return decode_numbers<int32_t>(field, in, held);
    case Type::int64:
      return decode_numbers<int64_t>(field, in, held);
    case Type::float64:
      return decode_numbers<double>(field, in, held);
    case Type::text:
      for (auto text : in.getAs<capnp::List<capnp::Text>>())
        element_as<std::string>(field.access->append(held, {})) = view(text);
      return;
    case Type::data:
      for (auto data : in.getAs<capnp::List<capnp::Data>>())
        element_as<std::string>(field.access->append(held, {}))
            .assign(reinterpret_cast<const char*>(data.begin()), data.size());
      return;
    default:
      break;
  }
  const auto list = structs(in);
  for (unsigned i = 0; i < list.size(); ++i)
    decode_element(field, Source(list[i]), field.access->append(held, {}));
}

// Entries were written in the order of their keys; anything else is a damaged message, and refusing
// it keeps a large one from costing the square of its size.
void decode_map(const Field& field, Pointer in, void* held) {
  const auto entries = structs(in);
  std::string_view last;
  for (unsigned i = 0; i < entries.size(); ++i) {
    const auto pair = entries[i].getPointerSection();
    const std::string_view key =
        pair.size() == 0 ? std::string_view() : view(pair[0].getAs<capnp::Text>());
    if (i != 0 && !(last < key)) throw Refused{"the keys of a map are not in order"};
    last = key;
    void* value = field.access->append(held, key);
    if (pair.size() > 1) decode_pointer(field, pair[1], value);
  }
}

void decode_number(const Field& field, const Source& in, void* value) {
  const uint32_t at = field.slot.offset;
  switch (field.type) {
    case Type::boolean:
      element_as<bool>(value) = in.bit(at);
      return;
    case Type::int32:
      element_as<int32_t>(value) = in.get<int32_t>(at);
      return;
    case Type::int64:
      element_as<int64_t>(value) = in.get<int64_t>(at);
      return;
    case Type::float64:
      element_as<double>(value) = in.get<double>(at);
      return;
    default:
      return;
  }
}

void decode_field(const Field& field, const Source& in, void* held) {
  const bool many = field.shape == Shape::list || field.shape == Shape::map;
  if (!many && field.type <= Type::float64) {
    const uint32_t discriminant = field.slot.discriminant;
    const bool set = discriminant == UINT32_MAX ? field.shape == Shape::single
                                                : in.get<uint16_t>(discriminant * 8) == 1;
    if (set) decode_number(field, in, add_element(field, held));
    return;
  }
  if (field.slot.offset >= in.pointers.size()) return;
  const Pointer pointer = in.pointers[field.slot.offset];
  if (pointer.isNull()) return;
  if (field.shape == Shape::list) return decode_list(field, pointer, held);
  if (field.shape == Shape::map) return decode_map(field, pointer, held);
  decode_pointer(field, pointer, add_element(field, held));
}

void decode_struct(const Struct& type, const Source& in, void* value) {
  for (const Field& field : type.fields) decode_field(field, in, member(field, value));
}

// An honest message is visited once; elements without size are counted as a word each.
capnp::ReaderOptions options(const MessageLimits& limits, uint64_t message_words) {
  constexpr uint64_t visits_max = 4, spare_words = 1024;
  capnp::ReaderOptions options;
  options.traversalLimitInWords =
      std::min(limits.traversal_max_words, message_words * visits_max + spare_words);
  options.nestingLimit = limits.nesting_max;
  return options;
}

// Stops the library's exceptions: f reads, and whatever it throws becomes a status.
template <class F>
Status guarded(F&& f) {
  try {
    f();
    return {};
  } catch (const Refused& refused) {
    return {Code::bad_request, "message: " + refused.why};
  } catch (const kj::Exception& exception) {
    return {Code::bad_request, std::string("message: ") + exception.getDescription().cStr()};
  } catch (const std::exception& exception) {
    return {Code::bad_request, std::string("message: ") + exception.what()};
  }
}

void decode_root(const Struct& type, capnp::MessageReader& message, void* value) {
  const auto root = message.getRoot<capnp::AnyPointer>();
  if (!root.isNull()) decode_struct(type, root.getAs<capnp::AnyStruct>(), value);
}

}  // namespace

Status decode_message(const Struct& type, const Bytes& message, void* value,
                      const MessageLimits& limits) {
  if (message.size() % sizeof(capnp::word) != 0)
    return {Code::bad_request, "message: not a whole number of words"};
  // A slice of a frame may start anywhere; capnp reads words in place.
  const bool aligned = reinterpret_cast<uintptr_t>(message.data()) % alignof(capnp::word) == 0;
  const Bytes words = aligned ? message : Bytes::copy(message.view());
  return guarded([&] {
    const auto* begin = reinterpret_cast<const capnp::word*>(words.data());
    const size_t size = words.size() / sizeof(capnp::word);
    capnp::FlatArrayMessageReader reader(kj::arrayPtr(begin, size), options(limits, size));
    decode_root(type, reader, value);
  });
}

Status decode_packed_message(const Struct& type, const Bytes& packed, void* value,
                             const MessageLimits& limits) {
  const kj::ArrayPtr<const kj::byte> bytes(reinterpret_cast<const kj::byte*>(packed.data()),
                                           packed.size());
  return guarded([&] {
    const size_t size = capnp::computeUnpackedSizeInWords(bytes);
    if (size > limits.unpacked_max_bytes / sizeof(capnp::word))
      throw Refused{"longer than the limit when unpacked"};
    kj::ArrayInputStream stream(bytes);
    capnp::PackedMessageReader reader(stream, options(limits, size));
    decode_root(type, reader, value);
  });
}

}  // namespace shoal::schema
