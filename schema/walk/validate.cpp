#include "schema/walk/validate.hpp"

#include <algorithm>
#include <set>

#include "schema/descriptor/equal.hpp"
#include "schema/json/writer.hpp"
#include "schema/values/int_or_string.hpp"
#include "schema/walk/each_type.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/names.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

constexpr int32_t port_max = 65535;

std::string shown(const Field& field, const void* element) {
  json::Writer writer;
  encode_json_element(field, element, writer);
  return writer.take();
}

class Validator {
 public:
  explicit Validator(std::span<const Rules> rules) : rules_(rules) {}
  std::vector<Cause> causes;

  // Causes stand in the order of the fields: what a type's own rules say of a field comes right
  // before what the field's own type says, and what they say of no field comes last.
  void object(const Struct& type, const void* value, const void* old, const std::string& path) {
    std::vector<Cause> of_rules;
    const Rules* own = find_rules(rules_, type);
    if (own && own->validate) own->validate(value, path, of_rules);
    for (const Field& field : type.fields) {
      if (causes.size() >= causes_max) return;
      const std::string place = join_path(path, field.name);
      if (!of_rules.empty()) take_those_below(place, of_rules);
      whole(field, value, old, place);
    }
    for (Cause& cause : of_rules) add(std::move(cause));
    exclusive(type, value, path);
  }

 private:
  std::span<const Rules> rules_;

  void add(Cause cause) {
    if (causes.size() < causes_max) causes.push_back(std::move(cause));
  }

  void take_those_below(const std::string& path, std::vector<Cause>& found) {
    const auto below = [&path](const Cause& cause) {
      if (!cause.field.starts_with(path)) return false;
      return cause.field.size() == path.size() || cause.field[path.size()] == '.' ||
             cause.field[path.size()] == '[';
    };
    for (Cause& cause : found)
      if (below(cause)) add(cause);
    std::erase_if(found, below);
  }

  void whole(const Field& field, const void* value, const void* old, const std::string& path) {
    const void* held = member(field, value);
    if (old && field.immutable && !equal_field(field, value, old))
      add(invalid(path, shown_whole(field, held), "field is immutable"));
    if (is_unset(field, held)) {
      if (field.required) add(required(path));
      // What is single is still looked into: its own members may be required, and no port is 0.
      const bool looked_into = field.type == Type::structure || field.type == Type::int_or_string;
      if (field.shape != Shape::single || !looked_into || field.required) return;
    }
    const size_t size = count(field, held);
    const bool list = field.shape == Shape::list;
    if (list && field.has_max && size > static_cast<size_t>(field.max))
      add(too_many(path, size, static_cast<size_t>(field.max)));
    const void* old_held = old ? member(field, old) : nullptr;
    for (size_t i = 0; i < size && causes.size() < causes_max; ++i) {
      std::string place = path;
      if (list) place += "[" + std::to_string(i) + "]";
      if (field.shape == Shape::map) place += "[" + std::string(key_at(field, held, i)) + "]";
      element(field, element_at(field, held, i), counterpart(field, held, old_held, i), place,
              path);
    }
    if (list) distinct(field, held, size, path);
  }

  static std::string shown_whole(const Field& field, const void* held) {
    if (count(field, held) == 0) return "null";
    if (field.shape == Shape::single || field.shape == Shape::optional)
      return shown(field, element_at(field, held, 0));
    json::Writer writer;
    const bool map = field.shape == Shape::map;
    map ? writer.begin_object() : writer.begin_array();
    for (size_t i = 0; i < count(field, held); ++i) {
      if (map) writer.key(key_at(field, held, i));
      encode_json_element(field, element_at(field, held, i), writer);
    }
    map ? writer.end_object() : writer.end_array();
    return writer.take();
  }

  // The element of the old value that the same rules of change apply to: only where the place in
  // the list says which one it was. Lists that are keyed are matched by the kinds' own rules.
  static const void* counterpart(const Field& field, const void* held, const void* old, size_t i) {
    if (!old || field.type != Type::structure) return nullptr;
    const bool one = field.shape == Shape::single || field.shape == Shape::optional;
    return one && count(field, old) != 0 ? element_at(field, old, i) : nullptr;
  }

  void element(const Field& field, const void* value, const void* old, const std::string& place,
               const std::string& path) {
    switch (field.type) {
      case Type::structure:
        return object(*field.structure, value, old, place);
      case Type::text:
        return text(field, element_as<std::string>(value), place, path);
      case Type::int32:
        return number(field, element_as<int32_t>(value), place);
      case Type::int64:
        return number(field, element_as<int64_t>(value), place);
      case Type::int_or_string:
        return port(field, element_as<api::IntOrString>(value), place);
      default:
        return;
    }
  }

  void text(const Field& field, const std::string& value, const std::string& place,
            const std::string& path) {
    const bool limited = field.shape != Shape::list && field.has_max;
    if (limited && value.size() > static_cast<size_t>(field.max))
      add(too_long(place, static_cast<size_t>(field.max)));
    // An empty single text is an unset one, and that is for `required` to say.
    if (value.empty() && field.shape == Shape::single) return;
    const auto& accepted = field.enumeration;
    if (!accepted.empty() && std::find(accepted.begin(), accepted.end(), value) == accepted.end())
      add(not_supported(place, quoted(value), {accepted.begin(), accepted.end()}));
    // Faults of a map's values are told at the map, as Kubernetes tells those of labels.
    for (const std::string& fault : check_format(field.format, value))
      add(invalid(field.shape == Shape::map ? path : place, quoted(value), fault));
  }

  void number(const Field& field, int64_t value, const std::string& place) {
    if (field.shape == Shape::list) return;
    const bool low = field.has_min && value < field.min, high = field.has_max && value > field.max;
    if (!low && !high) return;
    std::string words;
    if (field.format == "file-mode") {
      words = "must be a number between 0 and 0777 (octal), both inclusive";
    } else if (field.has_min && field.has_max) {
      words = "must be between " + std::to_string(field.min) + " and " + std::to_string(field.max) +
              ", inclusive";
    } else if (field.has_max) {
      words = "must be less than or equal to " + std::to_string(field.max);
    } else {
      words = field.min == 1 ? "must be greater than 0"
                             : "must be greater than or equal to " + std::to_string(field.min);
    }
    add(invalid(place, std::to_string(value), words));
  }

  // The only format that numbers with names have: a port's number, or its name in a container.
  void port(const Field& field, const api::IntOrString& value, const std::string& place) {
    if (field.format != "port") return;
    if (value.is_text()) {
      for (const std::string& fault : check_port_name(value.text()))
        add(invalid(place, quoted(value.text()), fault));
    } else if (value.number() < 1 || value.number() > port_max) {
      add(invalid(place, value.to_string(), "must be between 1 and 65535, inclusive"));
    }
  }

  // In lists of the format "unique" sets hold each value once, keyed lists each key once. Others
  // keep what is repeated, as Kubernetes does, although patches see only one of them.
  void distinct(const Field& field, const void* held, size_t size, const std::string& path) {
    if (field.format != "unique" || field.list_type == ListType::atomic) return;
    std::set<std::string> seen;
    for (size_t i = 0; i < size && causes.size() < causes_max; ++i) {
      const void* element = field.access->at(held, i);
      const bool keyed = field.list_type == ListType::map && field.type == Type::structure;
      const std::string key = keyed ? key_of(field, element) : shown(field, element);
      if (seen.insert(key).second) continue;
      std::string place = path + "[" + std::to_string(i) + "]";
      const bool one_key = keyed && field.list_keys.size() == 1;
      if (one_key) (place += ".") += field.list_keys[0];
      add(duplicate(place, key));
    }
  }

  // The value of the only key, or an object of all keys.
  static std::string key_of(const Field& field, const void* element) {
    json::Writer writer;
    const bool one = field.list_keys.size() == 1;
    if (!one) writer.begin_object();
    for (std::string_view name : field.list_keys) {
      const Field* key = field.structure->find(name);
      if (!key) continue;
      if (!one) writer.plain_key(name);
      const void* held = member(*key, element);
      if (count(*key, held) == 0)
        writer.null();
      else
        encode_json_element(*key, element_at(*key, held, 0), writer);
    }
    if (!one) writer.end_object();
    return writer.take();
  }

  // Of the members of one group only the first that is set may be.
  void exclusive(const Struct& type, const void* value, const std::string& path) {
    std::set<std::string_view> given;
    for (const Field& field : type.fields) {
      if (field.one_of.empty() || is_unset(field, member(field, value))) continue;
      if (given.insert(field.one_of).second) continue;
      add(forbidden(join_path(path, field.name),
                    "may not specify more than 1 " + std::string(field.one_of) + " type"));
    }
  }
};

}  // namespace

std::vector<Cause> validate(const Struct& type, const void* value, const void* old,
                            std::span<const Rules> rules) {
  Validator validator(rules);
  validator.object(type, value, old, "");
  return std::move(validator.causes);
}

}  // namespace shoal::schema
