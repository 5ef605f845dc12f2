#include "schema/walk/access_path.hpp"

#include <charconv>

#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/reach.hpp"

namespace shoal::schema {
namespace {

// Takes the next step off the front of a path: a name, or what stands in brackets.
struct Step {
  std::string_view name;
  bool bracketed = false;
  bool broken = false;  // a bracket that does not close
};
std::optional<Step> next_step(std::string_view& path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.empty()) return std::nullopt;
  if (path[0] == '[') {
    const bool quoted = path.size() > 1 && path[1] == '\'';
    const size_t end = path.find(quoted ? "']" : "]");
    if (end == std::string_view::npos || (quoted && end < 2))
      return path = {}, Step{.broken = true};
    const size_t begin = quoted ? 2 : 1;
    const Step step{path.substr(begin, end - begin), true};
    path.remove_prefix(end + (quoted ? 2 : 1));
    return step;
  }
  const size_t end = std::min(path.find_first_of(".["), path.size());
  const Step step{path.substr(0, end)};
  path.remove_prefix(end);
  return step;
}

std::optional<size_t> index_of(const Field& field, const void* held, Step step) {
  const size_t size = count(field, held);
  if (field.shape == Shape::map) {
    for (size_t i = 0; i < size; ++i)
      if (key_at(field, held, i) == step.name) return i;
    return std::nullopt;
  }
  size_t index = 0;
  const char* end = step.name.data() + step.name.size();
  const auto parsed = std::from_chars(step.name.data(), end, index);
  if (!step.bracketed || parsed.ec != std::errc() || parsed.ptr != end || index >= size)
    return std::nullopt;
  return index;
}

// Where a path leads: a whole member, or one element of it when `element` is set.
template <class Pointer>
struct Target {
  const Field* field = nullptr;
  Pointer held = nullptr;
  Pointer element = nullptr;
};

template <class Pointer>
std::optional<Target<Pointer>> walk(const Struct* type, Pointer value, std::string_view path) {
  Target<Pointer> at;
  while (const auto step = next_step(path)) {
    if (step->broken) return std::nullopt;
    if (at.field && !at.element) {
      const auto index = index_of(*at.field, at.held, *step);
      if (!index) return std::nullopt;
      at.element = element_at(*at.field, at.held, *index);
      continue;
    }
    if (at.field) {
      if (at.field->type != Type::structure) return std::nullopt;
      type = at.field->structure, value = at.element;
    }
    const Field* field = step->bracketed ? nullptr : type->find(step->name);
    if (!field) return std::nullopt;
    at = {field, member(*field, value), nullptr};
    const bool many = field->shape == Shape::list || field->shape == Shape::map;
    if (many) continue;
    // An optional that is unset has no inside, but as the end of the path it can be set.
    if (count(*field, at.held) != 0) at.element = element_at(*field, at.held, 0);
    if (!at.element && !path.empty()) return std::nullopt;
  }
  if (!at.field) return std::nullopt;
  return at;
}

json::Value to_tree(const json::Writer& writer) {
  auto tree = json::parse(writer.view());
  return tree ? std::move(*tree) : json::Value();
}

}  // namespace

std::optional<json::Value> get_at(const Struct& type, const void* value, std::string_view path) {
  const auto at = walk<const void*>(&type, value, path);
  if (!at) return std::nullopt;
  json::Writer writer;
  if (at->element) {
    encode_json_element(*at->field, at->element, writer);
    return to_tree(writer);
  }
  const bool map = at->field->shape == Shape::map;
  if (!map && at->field->shape != Shape::list) return std::nullopt;
  map ? writer.begin_object() : writer.begin_array();
  for (size_t i = 0; i < count(*at->field, at->held); ++i) {
    if (map) writer.key(key_at(*at->field, at->held, i));
    encode_json_element(*at->field, element_at(*at->field, at->held, i), writer);
  }
  map ? writer.end_object() : writer.end_array();
  return to_tree(writer);
}

Status set_at(const Struct& type, void* value, std::string_view path, const json::Value& content) {
  const auto at = walk<void*>(&type, value, path);
  const bool many =
      at && !at->element && (at->field->shape == Shape::list || at->field->shape == Shape::map);
  if (!at || many || at->field->type == Type::structure)
    return {Code::bad_request, "no scalar at " + std::string(path)};
  void* element = at->element ? at->element : add_element(*at->field, at->held);
  return decode_json_element(content, *at->field, element);
}

std::string text_at(const Struct& type, const void* value, std::string_view path) {
  const auto found = get_at(type, value, path);
  if (!found || found->is_null()) return "";
  return found->is_text() ? found->text() : json::print(*found);
}

}  // namespace shoal::schema
