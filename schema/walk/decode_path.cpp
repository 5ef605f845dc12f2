#include "schema/walk/decode_path.hpp"

namespace shoal::schema {

std::string Place::path() const {
  if (!parent) return "";
  if (index != no_index) return parent->path() + "[" + std::to_string(index) + "]";
  return parent->child(name);
}

std::string Place::child(std::string_view name) const {
  std::string text = path();
  if (!text.empty()) text += '.';
  return text += name;
}

std::string Place::go_path() const {
  std::string names;
  const Struct* innermost = nullptr;
  for (const Place* place = this; place; place = place->parent) {
    if (!place->owner || !place->parent) continue;
    if (!innermost) innermost = place->owner;
    names = "." + std::string(place->name) + names;
  }
  return innermost ? std::string(innermost->name) + names : "";
}

std::string go_name(const Struct& type) {
  const std::string_view name = type.openapi_name;
  const size_t last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(type.name);
  const size_t version = name.rfind('.', last - 1);
  return std::string(name.substr(version == std::string_view::npos ? 0 : version + 1));
}

std::string go_name(const Field& field) {
  std::string name;
  switch (field.type) {
    case Type::boolean:
      name = "bool";
      break;
    case Type::int32:
      name = "int32";
      break;
    case Type::int64:
      name = "int64";
      break;
    case Type::float64:
      name = "float64";
      break;
    case Type::text:
      name = "string";
      break;
    case Type::data:
      name = "[]uint8";
      break;
    case Type::int_or_string:
      name = "intstr.IntOrString";
      break;
    case Type::quantity:
      name = "resource.Quantity";
      break;
    case Type::time:
      name = "v1.Time";
      break;
    case Type::micro_time:
      name = "v1.MicroTime";
      break;
    case Type::duration:
      name = "v1.Duration";
      break;
    case Type::json:
      name = "runtime.RawExtension";
      break;
    case Type::structure:
      name = go_name(*field.structure);
      break;
  }
  if (field.shape == Shape::list) return "[]" + name;
  if (field.shape == Shape::map) return "map[string]" + name;
  return name;
}

std::string join_faults(const FieldReport& report, size_t first) {
  std::string text;
  for (size_t i = first; i < report.faults.size(); ++i) {
    if (i != first) text += ", ";
    text += report.faults[i];
  }
  return text;
}

}  // namespace shoal::schema
