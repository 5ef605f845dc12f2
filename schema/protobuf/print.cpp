#include "schema/protobuf/protobuf.hpp"
#include "schema/protobuf/wire.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::protobuf {
namespace {

using schema::element_as;
using schema::Emit;
using schema::Field;
using schema::Shape;
using schema::Struct;
using schema::Type;

// Split towards the past, so that the nanoseconds are never negative.
void print_instant(int64_t units, int64_t per_second, Printer& out) {
  int64_t seconds = units / per_second, rest = units % per_second;
  if (rest < 0) rest += per_second, --seconds;
  out.varint_field(1, static_cast<uint64_t>(seconds));
  out.varint_field(2, static_cast<uint64_t>(rest * (1'000'000'000 / per_second)));
}

class MessagePrinter {
 public:
  explicit MessagePrinter(std::string& out) : out_(out), printer_(out) {}

  void message(const Struct& type, const void* value) {
    for (size_t i = 0; i < type.fields.size(); ++i) {
      const Field& field = type.fields[i];
      if (field.proto == 0) continue;
      if (field.proto_embed == 0) {
        whole(field, schema::member(field, value));
      } else if (first_of_embed(type, i)) {
        embedded(type, field.proto_embed, value);
      }
    }
  }

 private:
  static bool first_of_embed(const Struct& type, size_t index) {
    for (size_t i = 0; i < index; ++i)
      if (type.fields[i].proto_embed == type.fields[index].proto_embed) return false;
    return true;
  }

  void embedded(const Struct& type, uint16_t number, const void* value) {
    printer_.message_field(number, [&] {
      for (const Field& field : type.fields)
        if (field.proto_embed == number) whole(field, schema::member(field, value));
    });
  }

  // A time that Kubernetes holds by pointer: our zero is its nil, which is not printed at all.
  // Clients take an empty message for a pointer to the year 1: a pod that is being deleted, to
  // kubectl.
  static bool absent_time(const Field& field, const void* held) {
    bool pointer = field.emit == Emit::present || field.emit == Emit::always_null;
    if (!pointer || field.shape != Shape::single) return false;
    if (field.type == Type::time) return element_as<api::Time>(held).is_zero();
    return field.type == Type::micro_time && element_as<api::MicroTime>(held).is_zero();
  }

  void whole(const Field& field, const void* held) {
    if (absent_time(field, held)) return;
    const size_t size = schema::count(field, held);
    for (size_t i = 0; i < size; ++i) {
      const void* value = schema::element_at(field, held, i);
      if (field.shape != Shape::map) {
        element(field, field.proto, value);
        continue;
      }
      printer_.message_field(field.proto, [&] {
        printer_.bytes_field(1, field.access->key(held, i));
        element(field, 2, value);
      });
    }
  }

  // A zero time held by value: Kubernetes prints it as a message with no fields.
  template <class T>
  void instant(uint16_t number, const T& time, int64_t units, int64_t per_second) {
    printer_.message_field(number, [&] {
      if (!time.is_zero()) print_instant(units, per_second, printer_);
    });
  }

  void element(const Field& field, uint16_t number, const void* value) {
    switch (field.type) {
      case Type::boolean:
        return printer_.varint_field(number, element_as<bool>(value));
      case Type::int32:
        return printer_.varint_field(number,
                                     static_cast<uint64_t>(int64_t{element_as<int32_t>(value)}));
      case Type::int64:
        return printer_.varint_field(number, static_cast<uint64_t>(element_as<int64_t>(value)));
      case Type::float64:
        return printer_.double_field(number, element_as<double>(value));
      case Type::text:
      case Type::data:
        return printer_.bytes_field(number, element_as<std::string>(value));
      case Type::int_or_string:
        return int_or_string(number, element_as<api::IntOrString>(value));
      case Type::quantity: {
        const std::string text = element_as<api::Quantity>(value).to_string();
        return printer_.message_field(number, [&] { printer_.bytes_field(1, text); });
      }
      case Type::time: {
        const auto& time = element_as<api::Time>(value);
        return instant(number, time, time.unix_s(), 1);
      }
      case Type::micro_time: {
        const auto& time = element_as<api::MicroTime>(value);
        return instant(number, time, time.unix_us(), 1'000'000);
      }
      case Type::duration:
        return printer_.message_field(number, [&] {
          printer_.varint_field(1, static_cast<uint64_t>(element_as<api::Duration>(value).ns()));
        });
      case Type::json: {
        const auto& json = element_as<api::Json>(value);
        return printer_.message_field(number, [&] {
          if (!json.is_zero()) printer_.bytes_field(1, json.text());
        });
      }
      case Type::structure:
        return printer_.message_field(number, [&] { message(*field.structure, value); });
    }
  }

  void int_or_string(uint16_t number, const api::IntOrString& value) {
    printer_.message_field(number, [&] {
      printer_.varint_field(1, value.is_text());
      printer_.varint_field(2, static_cast<uint64_t>(int64_t{value.number()}));
      printer_.bytes_field(3, value.text());
    });
  }

  std::string& out_;
  Printer printer_;
};

}  // namespace

void print_message(const Struct& type, const void* value, std::string& out) {
  MessagePrinter(out).message(type, value);
}

}  // namespace shoal::protobuf
