#include <algorithm>

#include "schema/compiler/emit.hpp"
#include "schema/compiler/names.hpp"

namespace shoal::schema::compiler {
namespace {

// Collects "constexpr std::string_view n[] = {…};" lines and names them.
class Tables {
 public:
  explicit Tables(std::string prefix) : prefix_(std::move(prefix)) {}
  std::string texts(const std::vector<std::string>& values) {
    if (values.empty()) return "{}";
    std::string list;
    for (const auto& value : values) list += (list.empty() ? "" : ", ") + quoted(value);
    return array("std::string_view", list);
  }
  std::string array(std::string_view type, const std::string& content) {
    std::string name = prefix_ + "_" + std::to_string(count_++);
    text_ += "constexpr " + std::string(type) + " " + name + "[] = {" + content + "};\n";
    return name;
  }
  const std::string& text() const { return text_; }

 private:
  std::string prefix_, text_;
  int count_ = 0;
};

// Only what differs from the descriptor's own initialisers is printed.
std::string rules_text(const FieldModel& field, Tables& tables) {
  std::string out;
  auto set = [&out](std::string_view name, const std::string& value) {
    out.append(", .").append(name).append(" = ").append(value);
  };
  auto set_text = [&set](std::string_view name, const std::string& value) {
    if (!value.empty()) set(name, quoted(value));
  };
  auto set_true = [&set](std::string_view name, bool value) {
    if (value) set(name, "true");
  };
  if (field.proto) set("proto", std::to_string(field.proto));
  if (field.proto_embed) set("proto_embed", std::to_string(field.proto_embed));
  set_true("required", field.required);
  set_true("immutable", field.immutable);
  if (field.list_type == ListType::set) set("list_type", "s::ListType::set");
  if (field.list_type == ListType::map) set("list_type", "s::ListType::map");
  set_true("atomic", field.atomic);
  set_true("patch_merge", field.patch_merge);
  set_true("patch_retain_keys", field.retain_keys);
  set_text("merge_key", field.merge_key);
  if (!field.list_keys.empty()) set("list_keys", tables.texts(field.list_keys));
  set_text("default_json", field.default_json);
  if (!field.enumeration.empty()) set("enumeration", tables.texts(field.enumeration));
  set_text("one_of", field.one_of);
  set_text("format", field.format);
  set_true("has_min", field.min.has_value());
  set_true("has_max", field.max.has_value());
  if (field.min) set("min", std::to_string(*field.min));
  if (field.max) set("max", std::to_string(*field.max));
  if (field.since) set("since", std::to_string(field.since));
  set_true("listed_required", field.listed);
  return out;
}

std::string field_text(const StructModel& type, const FieldModel& field, Tables& tables) {
  auto t = std::string(name_of(field.type));
  auto shape = std::string(name_of(field.shape));
  auto emit = std::string(name_of(field.emit));
  std::string member = type.name + "::" + field.member;
  std::string slot = std::to_string(field.slot.offset);
  if (field.slot.discriminant != UINT32_MAX) slot += ", " + std::to_string(field.slot.discriminant);
  return "    {.name = " + quoted(field.name) + ",\n     .doc = " + quoted(field.doc) +
         ",\n     .type = s::Type::" + t + ", .shape = s::Shape::" + shape +
         ", .emit = s::Emit::" + emit + ",\n     .offset = offsetof(" + type.name + ", " +
         field.member + "), .structure = " +
         (field.type == Type::structure ? "&" + field.structure_name + "::descriptor()"
                                        : std::string("nullptr")) +
         ",\n     .access = " +
         (field.shape == Shape::single ? std::string("nullptr") : "s::access_of(&" + member + ")") +
         ", .slot = {" + slot + "}" + rules_text(field, tables) + "},\n";
}

std::string struct_tables(const StructModel& type) {
  Tables tables(type.name);
  std::string rows;
  for (const FieldModel& field : type.fields) rows += field_text(type, field, tables);
  std::string fields = "{}";
  std::string out = "namespace {\n" + tables.text();
  if (!rows.empty()) {
    fields = type.name + "_fields";
    out += "constexpr s::Field " + fields + "[] = {\n" + rows + "};\n";
  }
  out += "}  // namespace\n";
  out += "constinit const s::Struct " + type.name +
         "::descriptor_{\n    .name = " + quoted(type.name) +
         ", .openapi_name = " + quoted(type.openapi_name) + ",\n    .doc = " + quoted(type.doc) +
         ",\n    .fields = " + fields + ", .size = sizeof(" + type.name +
         "), .data_words = " + std::to_string(type.data_words) +
         ", .pointers = " + std::to_string(type.pointers) + ",\n    .create = s::Lifetime<" +
         type.name + ">::create, .destroy = s::Lifetime<" + type.name +
         ">::destroy, .clone = s::Lifetime<" + type.name + ">::clone" +
         (type.atomic ? ", .atomic = true" : "") + "};\n";
  return out + "bool " + type.name + "::operator==(const " + type.name +
         "& other) const {\n  return s::equal(descriptor_, this, &other);\n}\n";
}

std::string subresources_text(const KindModel& kind) {
  std::string out;
  for (const SubresourceModel& sub : kind.subresources)
    out += "\n    {" + quoted(sub.name) + ", " + quoted(sub.group) + ", " + quoted(sub.version) +
           ", " + quoted(sub.kind) + ", " + quoted(sub.verbs) + "},";
  return out;
}

std::string columns_text(const KindModel& kind) {
  std::string out;
  for (const ColumnModel& column : kind.columns)
    out += "\n    {" + quoted(column.name) + ", " + quoted(column.type) + ", " +
           quoted(column.format) + ", " + std::to_string(column.priority) + "},";
  return out;
}

std::string kind_text(const StructModel& type) {
  const KindModel& kind = *type.kind;
  Tables tables(type.name + "_kind");
  std::string shorts = tables.texts(kind.short_names), groups = tables.texts(kind.categories);
  std::string subs =
      kind.subresources.empty() ? "{}" : tables.array("s::Subresource", subresources_text(kind));
  std::string columns = kind.columns.empty() ? "{}" : tables.array("s::Column", columns_text(kind));
  std::string api_version = kind.group.empty() ? kind.version : kind.group + "/" + kind.version;
  auto text = [](std::string_view name, const std::string& value) {
    return "          ." + std::string(name) + " = " + quoted(value) + ",\n";
  };
  return "namespace {\n" + tables.text() + "}  // namespace\n" + "s::Kind " + type.name +
         "::kind_row() {\n  return {\n" + text("group", kind.group) +
         text("version", kind.version) + text("kind", type.name) + text("plural", kind.plural) +
         text("singular", kind.singular) + "          .short_names = " + shorts +
         ", .categories = " + groups + ", .namespaced = " + (kind.namespaced ? "true" : "false") +
         ",\n" + text("verbs", kind.verbs) +
         "          .has_status = " + (kind.has_status ? "true" : "false") + ",\n" +
         text("scale_spec", kind.scale_spec) + text("scale_status", kind.scale_status) +
         text("scale_selector", kind.scale_selector) + "          .subresources = " + subs +
         ", .columns = " + columns + ",\n          .structure = &descriptor_" +
         ", .metadata_offset = offsetof(" + type.name + ", metadata),\n" +
         text("api_version", api_version) + "  };\n}\n";
}

std::string lifetimes_text(const StructModel& type) {
  if (!own_lifetimes(type)) return "";
  const std::string &n = type.name, scope = n + "::";
  return scope + n + "() = default;\n" + scope + "~" + n + "() = default;\n" + scope + n +
         "(const " + n + "&) = default;\n" + scope + n + "(" + n + "&&) noexcept = default;\n" + n +
         "& " + scope + "operator=(const " + n + "&) = default;\n" + n + "& " + scope +
         "operator=(" + n + "&&) noexcept = default;\n";
}

}  // namespace

std::string emit_tables(const FileModel& file) {
  std::string out = "// Made from " + file.path + " by capnpc-shoal: edit that file.\n\n#include " +
                    quoted(stem(file.path) + ".hpp") +
                    "\n\n#include <cstddef>\n\n#include \"schema/descriptor/access.hpp\"\n"
                    "#include \"schema/descriptor/equal.hpp\"\n\n"
                    "#pragma GCC diagnostic ignored \"-Winvalid-offsetof\"\n\n"
                    "namespace shoal::" +
                    file.space + " {\n\nnamespace s = ::shoal::schema;\n";
  for (const StructModel& type : file.structs) {
    out += "\n" + lifetimes_text(type) + struct_tables(type);
    if (type.kind) out += kind_text(type);
  }
  return out + "\n}  // namespace shoal::" + file.space + "\n";
}

}  // namespace shoal::schema::compiler
