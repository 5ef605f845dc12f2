#pragma once
// Model: the API's types as the generators see them, free of Cap'n Proto. Plain values; the reader
// (read_request.hpp) fills them, the emitters print them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/descriptor/descriptor.hpp"

namespace shoal::schema::compiler {

// The enumerators' own names.
std::string_view name_of(Type type);
std::string_view name_of(Shape shape);
std::string_view name_of(Emit emit);

struct FieldModel {
  std::string name;    // JSON
  std::string member;  // C++
  std::string doc;
  uint16_t ordinal = 0;
  Type type = Type::text;
  Shape shape = Shape::single;
  Emit emit = Emit::nonzero;
  bool boxed = false;          // an optional struct that contains its owner
  uint64_t structure = 0;      // id, for Type::structure
  std::string structure_name;  // core::Container
  Slot slot;
  uint16_t proto = 0, proto_embed = 0;
  bool required = false, listed = false, immutable = false, atomic = false;
  bool patch_merge = false, retain_keys = false;
  ListType list_type = ListType::atomic;
  std::string merge_key, default_json, one_of, format;
  std::vector<std::string> list_keys, enumeration;
  std::optional<int64_t> min, max;
  uint16_t since = 0;
};

struct SubresourceModel {
  std::string name, group, version, kind, verbs;
};

struct ColumnModel {
  std::string name, type, format;
  int priority = 0;
};

struct KindModel {
  std::string group, version, plural, singular, verbs;
  std::vector<std::string> short_names, categories;
  bool namespaced = true, has_status = false;
  std::string scale_spec, scale_status, scale_selector;
  std::vector<SubresourceModel> subresources;  // all, by name
  std::vector<ColumnModel> columns;
};

struct StructModel {
  uint64_t id = 0;
  std::string name, openapi_name, doc;
  uint16_t data_words = 0, pointers = 0;
  bool atomic = false;
  std::vector<FieldModel> fields;  // as declared, which is the order JSON prints
  std::optional<KindModel> kind;
};

struct FileModel {
  std::string path;  // schema/kinds/core.capnp
  std::string doc;
  std::string space;  // namespace below shoal::
  std::string group, version;
  std::vector<std::string> includes;  // headers, without those of types
  std::vector<StructModel> structs;   // each behind those it holds by value
};

// Whether its copies, moves and end are compiled once, beside its tables, instead of by everyone
// who uses it (a fifth of the whole build). Small structs stay aggregates.
bool own_lifetimes(const StructModel& type);

}  // namespace shoal::schema::compiler
