#include "schema/compiler/lock.hpp"

#include <algorithm>
#include <map>

namespace shoal::schema::compiler {
namespace {

std::string_view where(const FieldModel& field) {
  if (field.shape == Shape::list || field.shape == Shape::map) return "pointer";
  bool data = field.type == Type::boolean || field.type == Type::int32 ||
              field.type == Type::int64 || field.type == Type::float64;
  return data ? "bit" : "pointer";
}

// Whether a pointer may be unset is a matter of C++ and JSON, not of layout.
std::string_view layout_of(const FieldModel& field) {
  bool pointer = field.slot.discriminant == UINT32_MAX;
  return field.shape == Shape::optional && pointer ? "single" : name_of(field.shape);
}

std::string line_of(const std::string& owner, const FieldModel& field) {
  std::string line = owner + "." + field.name + " @" + std::to_string(field.ordinal) + " " +
                     std::string(name_of(field.type)) + " " + std::string(layout_of(field)) + " " +
                     std::string(where(field)) + " " + std::to_string(field.slot.offset);
  if (field.slot.discriminant != UINT32_MAX)
    line += " union " + std::to_string(field.slot.discriminant);
  if (field.proto_embed) line += " embed " + std::to_string(field.proto_embed);
  if (field.proto) line += " proto " + std::to_string(field.proto);
  if (field.type == Type::structure) line += " " + field.structure_name;
  return line;
}

using Lines = std::map<std::string, std::string, std::less<>>;  // field -> the rest of its line

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto space = line.find(' ');
    if (line.empty() || line[0] == '#' || space == std::string_view::npos) continue;
    lines.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return lines;
}

}  // namespace

std::string lock_text(const std::vector<FileModel>& files) {
  std::vector<std::string> lines;
  for (const FileModel& file : files)
    for (const StructModel& type : file.structs)
      for (const FieldModel& field : type.fields)
        lines.push_back(line_of(file.space + "." + type.name, field));
  std::ranges::sort(lines);
  std::string out =
      "# Where every field of the API sits in stored and sent bytes. Lines are added, never "
      "changed:\n"
      "# capnpc-shoal refuses a schema that contradicts them.\n";
  for (const auto& line : lines) out += line + "\n";
  return out;
}

LockCheck check_lock(std::string_view locked, std::string_view current) {
  LockCheck check;
  Lines before = lines_of(locked), now = lines_of(current);
  for (const auto& [field, layout] : before) {
    auto at = now.find(field);
    if (at == now.end())
      check.faults.push_back(field +
                             " is gone: stored objects hold it. Put it back; a field that is no "
                             "longer used stays, with its ordinal");
    else if (at->second != layout)
      check.faults.push_back(field + " was `" + layout + "` and is now `" + at->second +
                             "`: give it its old ordinal, type and protobuf number, or add a new "
                             "field with the next free ordinal");
  }
  for (const auto& [field, layout] : now) check.grown |= !before.contains(field);
  return check;
}

}  // namespace shoal::schema::compiler
