#include "schema/protobuf/protobuf.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "schema/protobuf/wire.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::protobuf {
namespace {

using schema::element_as;
using schema::Field;
using schema::Shape;
using schema::Struct;
using schema::Type;

// The numbered fields of a small message of words and text: int-or-string, times, map entries.
struct SmallMessage {
  bool ok = false;
  bool empty = true;
  uint64_t words[4] = {};
  std::string_view bytes[4];
  bool present[4] = {};

  explicit SmallMessage(std::string_view text) {
    Reader reader(text);
    while (reader.next()) {
      if (reader.number > 3) continue;
      empty = false;
      present[reader.number] = true;
      (reader.wire == Wire::bytes ? void(bytes[reader.number] = reader.bytes)
                                  : void(words[reader.number] = reader.word));
    }
    ok = reader.ok();
  }
  int64_t number(size_t i) const { return static_cast<int64_t>(words[i]); }
};

class MessageParser {
 public:
  Status run(std::string_view text, const Struct& type, void* value) {
    message(text, type, value, 0);
    return std::move(fault_);
  }

 private:
  bool refuse(std::string_view what) {
    if (fault_.ok()) fault_ = Status(Code::bad_request, "proto: " + std::string(what));
    return false;
  }

  // The fields of `text` with the given embed number (0: those of the message itself).
  bool message(std::string_view text, const Struct& type, void* value, size_t depth,
               uint16_t embed = 0) {
    if (depth > depth_max) return refuse("messages are nested too deep");
    Reader reader(text);
    size_t next = 0;
    std::vector<Entry> entries;
    while (reader.next()) {
      const size_t index = find(type, reader.number, embed, next);
      if (index < type.fields.size()) {
        next = index;
        const Field& field = type.fields[index];
        const bool fine = field.shape == Shape::map
                              ? entry(field, index, reader, entries)
                              : whole(field, schema::member(field, value), reader, depth);
        if (!fine) return false;
      } else if (embed == 0 && reader.wire == Wire::bytes && embeds(type, reader.number)) {
        const auto inner = static_cast<uint16_t>(reader.number);
        if (!message(reader.bytes, type, value, depth + 1, inner)) return false;
      }
    }
    if (!reader.ok()) return refuse("illegal wire format");
    return add_entries(type, value, entries, depth);
  }

  static bool embeds(const Struct& type, uint32_t number) {
    for (const Field& field : type.fields)
      if (field.proto_embed == number) return true;
    return false;
  }

  // Numbers mostly arrive in order: look from the last field on.
  static size_t find(const Struct& type, uint32_t number, uint16_t embed, size_t next) {
    const size_t size = type.fields.size();
    for (size_t step = 0; step < size; ++step) {
      const size_t i = next + step < size ? next + step : next + step - size;
      if (type.fields[i].proto == number && type.fields[i].proto_embed == embed) return i;
    }
    return size;
  }

  static bool is_word(Type type) { return type <= Type::float64; }

  bool whole(const Field& field, void* held, const Reader& reader, size_t depth) {
    if (field.shape == Shape::list && is_word(field.type) && reader.wire == Wire::bytes)
      return packed(field, held, reader.bytes);
    if (field.shape == Shape::optional && field.access->size(held) != 0)
      return element(field, field.access->at_mutable(held, 0), reader, depth);
    return element(field, schema::add_element(field, held), reader, depth);
  }

  // Entries of maps wait for the end of their message and go in by key: put in one by one in the
  // order of an outsider's choice, a large map would cost the square of its size.
  struct Entry {
    size_t field;
    std::string_view key;
    Reader value;
    bool has_value;
  };

  bool entry(const Field& field, size_t index, const Reader& reader, std::vector<Entry>& entries) {
    if (reader.wire != Wire::bytes) return refuse("wrong wireType for a map");
    Reader pair(reader.bytes);
    Entry entry{index, {}, Reader(""), false};
    while (pair.next()) {
      if (pair.number == 1 && pair.wire == Wire::bytes) entry.key = pair.bytes;
      if (pair.number == 2) entry.value = pair, entry.has_value = true;
    }
    if (!pair.ok()) return refuse("illegal wire format");
    entries.push_back(entry);
    return true;
  }

  bool add_entries(const Struct& type, void* value, std::vector<Entry>& entries, size_t depth) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.field, a.key) < std::tie(b.field, b.key);
    });
    for (const Entry& entry : entries) {
      const Field& field = type.fields[entry.field];
      void* held = schema::member(field, value);
      const size_t before = field.access->size(held);
      void* out = field.access->append(held, entry.key);
      if (field.access->size(held) == before) clear(field, out);
      if (entry.has_value && !element(field, out, entry.value, depth)) return false;
    }
    return true;
  }

  // A later entry replaces an earlier one of the same key.
  static void clear(const Field& field, void* element) {
    Field single = field;
    single.shape = Shape::single;
    schema::clear_member(single, element);
  }

  bool packed(const Field& field, void* held, std::string_view bytes) {
    if (field.type == Type::float64) {
      for (; bytes.size() >= 8; bytes.remove_prefix(8))
        std::memcpy(field.access->append(held, {}), bytes.data(), 8);
      return bytes.empty() || refuse("illegal wire format");
    }
    uint64_t word = 0;
    while (!bytes.empty()) {
      if (!Reader::unpack(bytes, word)) return refuse("illegal wire format");
      store(field.type, field.access->append(held, {}), word);
    }
    return true;
  }

  static void store(Type type, void* out, uint64_t word) {
    if (type == Type::boolean) element_as<bool>(out) = word != 0;
    if (type == Type::int32) element_as<int32_t>(out) = static_cast<int32_t>(word);
    if (type == Type::int64) element_as<int64_t>(out) = static_cast<int64_t>(word);
  }

  bool element(const Field& field, void* out, const Reader& reader, size_t depth) {
    if (field.type == Type::float64) {
      if (reader.wire != Wire::fixed64) return refuse("wrong wireType for a double");
      element_as<double>(out) = reader.as_double();
      return true;
    }
    if (is_word(field.type)) {
      if (reader.wire != Wire::varint) return refuse("wrong wireType for a number");
      store(field.type, out, reader.word);
      return true;
    }
    if (reader.wire != Wire::bytes) return refuse("wrong wireType for bytes");
    if (field.type == Type::structure)
      return message(reader.bytes, *field.structure, out, depth + 1);
    if (field.type == Type::text || field.type == Type::data) {
      element_as<std::string>(out) = reader.bytes;
      return true;
    }
    return formatted(field.type, out, SmallMessage(reader.bytes));
  }

  bool formatted(Type type, void* out, const SmallMessage& in) {
    if (!in.ok) return refuse("illegal wire format");
    switch (type) {
      case Type::int_or_string:
        element_as<api::IntOrString>(out) =
            in.words[1] == 1 ? api::IntOrString(std::string(in.bytes[3]))
                             : api::IntOrString(static_cast<int32_t>(in.words[2]));
        return true;
      case Type::quantity:
        return quantity(out, in);
      case Type::time:
        if (!in.empty) element_as<api::Time>(out) = api::Time::from_unix_s(bounded(in.number(1)));
        return true;
      case Type::micro_time:
        if (!in.empty)
          element_as<api::MicroTime>(out) = api::MicroTime::from_unix_us(
              bounded(in.number(1)) * 1'000'000 +
              static_cast<int64_t>(std::min<uint64_t>(in.words[2], 999'999'999) / 1000));
        return true;
      case Type::duration:
        element_as<api::Duration>(out) = api::Duration::from_ns(in.number(1));
        return true;
      case Type::json:
        return json(out, in);
      default:
        return true;
    }
  }

  // Years 1 to 9999, which is what can be printed.
  static int64_t bounded(int64_t unix_s) {
    constexpr int64_t least = -api::unix_epoch_s, most = 253'402'300'799;
    return std::min(std::max(unix_s, least), most);
  }

  bool quantity(void* out, const SmallMessage& in) {
    if (in.bytes[1].empty()) return true;
    auto parsed = api::Quantity::parse(in.bytes[1]);
    if (!parsed) return refuse(parsed.status().message());
    element_as<api::Quantity>(out) = *parsed;
    return true;
  }

  bool json(void* out, const SmallMessage& in) {
    if (in.bytes[1].empty()) return true;
    auto parsed = api::Json::parse(in.bytes[1]);
    if (!parsed) return refuse(parsed.status().message());
    element_as<api::Json>(out) = std::move(*parsed);
    return true;
  }

  Status fault_;
};

}  // namespace

Status parse_message(std::string_view text, const Struct& type, void* value) {
  return MessageParser().run(text, type, value);
}

}  // namespace shoal::protobuf
