#include <set>

#include "schema/compiler/emit.hpp"
#include "schema/compiler/names.hpp"

namespace shoal::schema::compiler {
namespace {

constexpr size_t columns_max = 100;

std::string_view element_type(Type type) {
  switch (type) {
    case Type::boolean:
      return "bool";
    case Type::int32:
      return "int32_t";
    case Type::int64:
      return "int64_t";
    case Type::float64:
      return "double";
    case Type::text:
    case Type::data:
      return "std::string";
    case Type::int_or_string:
      return "api::IntOrString";
    case Type::quantity:
      return "api::Quantity";
    case Type::time:
      return "api::Time";
    case Type::micro_time:
      return "api::MicroTime";
    case Type::duration:
      return "api::Duration";
    case Type::json:
      return "api::Json";
    case Type::structure:
      return "";
  }
  return "";
}

std::string_view value_header(Type type) {
  switch (type) {
    case Type::int_or_string:
      return "schema/values/int_or_string.hpp";
    case Type::quantity:
      return "schema/values/quantity.hpp";
    case Type::time:
    case Type::micro_time:
    case Type::duration:
      return "schema/values/time.hpp";
    case Type::json:
      return "schema/values/json.hpp";
    default:
      return "";
  }
}

std::string local_name(const std::string& qualified, const std::string& space) {
  return qualified.starts_with(space + "::") ? qualified.substr(space.size() + 2) : qualified;
}

std::string member_type(const FieldModel& field, const std::string& space) {
  std::string element = field.type == Type::structure ? local_name(field.structure_name, space)
                                                      : std::string(element_type(field.type));
  switch (field.shape) {
    case Shape::single:
      return element;
    case Shape::optional:
      return (field.boxed ? "schema::Boxed<" : "std::optional<") + element + ">";
    case Shape::list:
      return "std::vector<" + element + ">";
    case Shape::map:
      return "api::StringMap<" + element + ">";
  }
  return element;
}

std::string comment(std::string_view doc, std::string_view indent) {
  std::string out, line(indent);
  line += "//";
  while (!doc.empty()) {
    auto word = doc.substr(0, doc.find(' '));
    doc.remove_prefix(std::min(doc.size(), word.size() + 1));
    if (line.size() + 1 + word.size() > columns_max) {
      out += line + "\n";
      line = std::string(indent) + "//";
    }
    line.append(" ").append(word);
  }
  return line.ends_with("//") ? out : out + line + "\n";
}

bool plain_number(const FieldModel& field) {
  return field.shape == Shape::single &&
         (field.type == Type::boolean || field.type == Type::int32 || field.type == Type::int64 ||
          field.type == Type::float64);
}

std::string zero(const FieldModel& field) {
  if (!plain_number(field)) return "";
  return field.type == Type::boolean ? " = false" : " = 0";
}

std::string lifetimes_declared(const StructModel& type) {
  if (!own_lifetimes(type)) return "";
  const auto& n = type.name;
  return "\n  " + n + "();\n  ~" + n + "();\n  " + n + "(const " + n + "&);\n  " + n + "(" + n +
         "&&) noexcept;\n  " + n + "& operator=(const " + n + "&);\n  " + n + "& operator=(" + n +
         "&&) noexcept;\n";
}

std::string struct_text(const StructModel& type, const std::string& space) {
  std::string out = comment(type.doc, "") + "struct " + type.name + " {\n";
  for (const FieldModel& field : type.fields)
    out += comment(field.doc, "  ") + "  " + member_type(field, space) + " " + field.member +
           zero(field) + ";\n";
  out += lifetimes_declared(type);
  out += "\n  bool operator==(const " + type.name + "& other) const;\n";
  out += "  static constexpr const schema::Struct& descriptor() { return descriptor_; }\n";
  if (type.kind) out += "  static schema::Kind kind_row();\n";
  return out + "\n private:\n  static const schema::Struct descriptor_;\n};\n";
}

std::set<std::string> headers_of(const FileModel& file) {
  std::set<std::string> out(file.includes.begin(), file.includes.end());
  out.insert("schema/descriptor/descriptor.hpp");
  for (const StructModel& type : file.structs)
    for (const FieldModel& field : type.fields) {
      if (auto header = value_header(field.type); !header.empty()) out.emplace(header);
      if (field.shape == Shape::map) out.insert("schema/values/string_map.hpp");
      if (field.boxed) out.insert("schema/descriptor/boxed.hpp");
    }
  return out;
}

}  // namespace

std::string emit_header(const FileModel& file) {
  std::string out =
      "#pragma once\n// Made from " + file.path + " by capnpc-shoal: edit that file.\n";
  out += comment(file.doc, "");
  out += "\n#include <cstdint>\n#include <optional>\n#include <string>\n#include <vector>\n\n";
  for (const auto& header : headers_of(file)) out += "#include " + quoted(header) + "\n";
  out += "\nnamespace shoal::" + file.space + " {\n\n";
  for (const StructModel& type : file.structs) out += "struct " + type.name + ";\n";
  for (const StructModel& type : file.structs) out += "\n" + struct_text(type, file.space);
  return out + "\n}  // namespace shoal::" + file.space + "\n";
}

}  // namespace shoal::schema::compiler
