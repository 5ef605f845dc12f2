#pragma once
// The decoder itself, written over any tree of JSON nodes: simdjson's document and json::Value both
// supply a Node (below), so that their behaviour cannot differ. Internal to this folder.

#include <algorithm>
#include <bitset>
#include <limits>

#include "schema/json/writer.hpp"
#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/quantity.hpp"
#include "schema/values/time.hpp"
#include "schema/walk/decode_path.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {

// Node: json::Kind kind() const; boolean(), integer(), number(), text() for those kinds;
// array_size(); compact() as text; for_each_element(f(Node) -> bool) and
// for_each_member(f(string_view, Node) -> bool), which stop at the first false.
template <class Node>
class TreeDecoder {
 public:
  TreeDecoder(DecodeOptions options, FieldReport* report) : options_(options), report_(report) {}

  Status decode(const Struct& type, void* value, Node node) {
    Place top;
    top.owner = &type;
    if (node.kind() == json::Kind::null) return {};
    if (node.kind() != json::Kind::object) return wrong_value(node, go_name(type));
    members(type, value, node, top, options_.top_level);
    return std::move(fault_);
  }

  Status decode_element(const Field& field, void* element, Node node) {
    Place top;
    this->element(field, element, node, top);
    return std::move(fault_);
  }

 private:
  using Kind = json::Kind;
  static constexpr size_t unsorted_max = 32;  // entries of a map put in as they come
  static constexpr size_t fields_max = 128;   // of one struct; more are not checked for duplicates

  bool watching() const { return options_.strictness != Strictness::ignore && report_; }

  void members(const Struct& type, void* value, Node node, const Place& place, bool top_level) {
    std::bitset<fields_max> seen;
    uint8_t heads = 0;
    size_t next = 0;
    node.for_each_member([&](std::string_view name, Node content) {
      const size_t index = find(type, name, next);
      if (index == type.fields.size()) {
        const uint8_t head = !top_level ? 0 : name == "kind" ? 1 : name == "apiVersion" ? 2 : 0;
        if (head == 0) unknown(place, name);
        if (head & heads) duplicate(place, name);
        heads |= head;
        return true;
      }
      next = index + 1;
      const Field& field = type.fields[index];
      const bool again = index < fields_max && seen[index];
      if (index < fields_max) seen[index] = true;
      if (again) duplicate(place, name);
      Place inner(place, field.name, &type);
      return whole(field, member(field, value), content, inner, again);
    });
  }

  // Most texts hold the fields in the struct's own order: look behind the last one first.
  static size_t find(const Struct& type, std::string_view name, size_t next) {
    const size_t size = type.fields.size();
    for (size_t i = next; i < size; ++i)
      if (type.fields[i].name == name) return i;
    for (size_t i = 0; i < next; ++i)
      if (type.fields[i].name == name) return i;
    return size;
  }

  bool whole(const Field& field, void* held, Node node, const Place& place, bool again) {
    if (again) clear_member(field, held);
    if (node.kind() == Kind::null) return true;
    switch (field.shape) {
      case Shape::single:
        return element(field, held, node, place);
      case Shape::optional:
        return element(field, add_element(field, held), node, place);
      case Shape::list:
        return list(field, held, node, place);
      case Shape::map:
        return map(field, held, node, place);
    }
    return true;
  }

  bool list(const Field& field, void* held, Node node, const Place& place) {
    if (node.kind() != Kind::array) return wrong(place, node, go_name(field));
    field.access->reserve(held, node.array_size());
    Place inner = Place::items_of(place);
    node.for_each_element([&](Node item) {
      void* added = field.access->append(held, {});
      const bool fine = element(field, added, item, inner);
      ++inner.index;
      return fine;
    });
    return fault_.ok();
  }

  bool map(const Field& field, void* held, Node node, const Place& place) {
    if (node.kind() != Kind::object) return wrong(place, node, go_name(field));
    const size_t size = node.array_size();
    field.access->reserve(held, size);
    if (size <= unsorted_max) {
      node.for_each_member(
          [&](std::string_view key, Node item) { return entry(field, held, key, item, place); });
      return fault_.ok();
    }
    // One by one in the order of an outsider's choice, a large map would cost the square of its
    // size.
    std::vector<std::pair<std::string_view, Node>> entries;
    entries.reserve(size);
    node.for_each_member([&](std::string_view key, Node item) {
      entries.emplace_back(key, item);
      return true;
    });
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, item] : entries)
      if (!entry(field, held, key, item, place)) return false;
    return true;
  }

  bool entry(const Field& field, void* held, std::string_view key, Node item, const Place& place) {
    const size_t before = field.access->size(held);
    void* added = field.access->append(held, key);
    if (field.access->size(held) == before) duplicate(place, key);
    Place inner(place, key, nullptr);
    return element(field, added, item, inner);
  }

  bool element(const Field& field, void* out, Node node, const Place& place) {
    const Kind kind = node.kind();
    if (kind == Kind::null) return true;
    switch (field.type) {
      case Type::boolean:
        if (kind != Kind::boolean) return wrong(place, node, "bool");
        element_as<bool>(out) = node.boolean();
        return true;
      case Type::int32:
        return integer<int32_t>(out, node, place, "int32");
      case Type::int64:
        return integer<int64_t>(out, node, place, "int64");
      case Type::float64:
        if (kind != Kind::number && kind != Kind::integer) return wrong(place, node, "float64");
        element_as<double>(out) =
            kind == Kind::integer ? static_cast<double>(node.integer()) : node.number();
        return true;
      case Type::text:
        if (kind != Kind::text) return wrong(place, node, "string");
        element_as<std::string>(out) = node.text();
        return true;
      case Type::data:
        return data(out, node, place);
      case Type::int_or_string:
        return int_or_string(out, node);
      case Type::quantity:
        return quantity(out, node);
      case Type::time:
        return formatted<api::Time>(out, node);
      case Type::micro_time:
        return formatted<api::MicroTime>(out, node);
      case Type::duration:
        return formatted<api::Duration>(out, node);
      case Type::json:
        element_as<api::Json>(out) = api::Json::trusted(node.compact());
        return true;
      case Type::structure:
        break;
    }
    if (kind != Kind::object) return wrong(place, node, go_name(*field.structure));
    members(*field.structure, out, node, place, false);
    return fault_.ok();
  }

  template <class T>
  bool integer(void* out, Node node, const Place& place, std::string_view name) {
    if (node.kind() != Kind::integer) return wrong(place, node, name);
    const int64_t value = node.integer();
    if (value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max())
      return wrong(place, node, name);
    element_as<T>(out) = static_cast<T>(value);
    return true;
  }

  bool data(void* out, Node node, const Place& place) {
    if (node.kind() != Kind::text) return wrong(place, node, "[]uint8");
    auto bytes = decode_base64(node.text());
    if (!bytes) return fail(bytes.status().message());
    element_as<std::string>(out) = std::move(*bytes);
    return true;
  }

  bool int_or_string(void* out, Node node) {
    if (node.kind() == Kind::text) {
      element_as<api::IntOrString>(out) = api::IntOrString(std::string(node.text()));
      return true;
    }
    int32_t value = 0;
    Place nowhere;
    if (!integer<int32_t>(&value, node, nowhere, "int32")) return false;
    element_as<api::IntOrString>(out) = api::IntOrString(value);
    return true;
  }

  bool quantity(void* out, Node node) {
    auto value = node.kind() == Kind::text ? api::Quantity::parse(node.text())
                                           : api::Quantity::parse(node.compact());
    if (!value) return fail(value.status().message());
    element_as<api::Quantity>(out) = *value;
    return true;
  }

  template <class T>
  bool formatted(void* out, Node node) {
    Place nowhere;
    if (node.kind() != Kind::text) return wrong(nowhere, node, "string");
    auto value = T::parse(node.text());
    if (!value) return fail(value.status().message());
    element_as<T>(out) = *value;
    return true;
  }

  bool fail(std::string message) {
    if (fault_.ok()) fault_ = Status(Code::bad_request, std::move(message));
    return false;
  }

  static std::string describe(Node node) {
    switch (node.kind()) {
      case Kind::null:
        return "null";
      case Kind::boolean:
        return "bool";
      case Kind::integer:
      case Kind::number:
        return "number";
      case Kind::text:
        return "string";
      case Kind::array:
        return "array";
      case Kind::object:
        return "object";
    }
    return "";
  }

  // Go names the number when the kind is right and only its size or fraction is not.
  bool wrong(const Place& place, Node node, std::string_view expected) {
    std::string what = describe(node);
    if (what == "number" && expected.starts_with("int")) what += " " + node.compact();
    const std::string where = place.go_path();
    if (where.empty()) return wrong_value(what, expected).ok();
    return fail("json: cannot unmarshal " + what + " into Go struct field " + where + " of type " +
                std::string(expected));
  }
  Status wrong_value(const std::string& what, std::string_view expected) {
    fail("json: cannot unmarshal " + what + " into Go value of type " + std::string(expected));
    return fault_;
  }
  Status wrong_value(Node node, std::string_view expected) {
    return wrong_value(describe(node), expected);
  }

  void unknown(const Place& place, std::string_view name) { note("unknown", place, name); }
  void duplicate(const Place& place, std::string_view name) { note("duplicate", place, name); }
  void note(std::string_view what, const Place& place, std::string_view name) {
    if (!watching() || report_->faults.size() >= FieldReport::faults_max) return;
    std::string fault(what);
    fault += " field \"" + place.child(name) + "\"";
    report_->faults.push_back(std::move(fault));
  }

  DecodeOptions options_;
  FieldReport* report_;
  Status fault_;
};

// Runs one decode and turns the report into an error where strictness asks for it.
template <class Node>
Status decode_tree(Node root, const Struct& type, void* value, DecodeOptions options,
                   FieldReport* report) {
  FieldReport own;
  if (!report) report = &own;
  const size_t before = report->faults.size();
  if (Status status = TreeDecoder<Node>(options, report).decode(type, value, root); !status.ok())
    return status;
  if (options.strictness != Strictness::strict || report->faults.size() == before) return {};
  return {Code::bad_request, "strict decoding error: " + join_faults(*report, before)};
}

}  // namespace shoal::schema
