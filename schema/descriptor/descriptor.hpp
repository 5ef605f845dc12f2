#pragma once
// Descriptor: a type of the API as data. The schema compiler writes one Struct per capnp struct;
// JSON, protobuf, the stored message, defaults, validation, patches, tables, OpenAPI and discovery
// are walks over it, written once for all types. A walk sees a value as `void*` plus its Struct;
// the C++ layout is reached by offsets and by the few functions in Access, so that a walk never
// knows a concrete type. Everything here is constant data with static lifetime.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace shoal::schema {

struct Struct;

// What one element of a field is. The C++ type in brackets. In the message the value types are the
// structs of schema/api.capnp, so an unset one is a null pointer; their layouts stand beside them
// as (data words, pointers).
enum class Type : uint8_t {
  boolean,        // [bool]
  int32,          // [int32_t]
  int64,          // [int64_t]
  float64,        // [double]
  text,           // [std::string]
  data,           // [std::string], base64 in JSON
  int_or_string,  // [api::IntOrString] (1, 1): pointer 0 = text; when null, 32 bits at 0 = number
  quantity,       // [api::Quantity] (0, 1): canonical text
  time,           // [api::Time] (1, 0): 64 bits of Unix seconds; null when zero
  micro_time,     // [api::MicroTime] (1, 0): 64 bits of Unix microseconds; null when zero
  duration,       // [api::Duration] (1, 0): 64 bits of nanoseconds
  json,           // [api::Json] (0, 1): compact text of any JSON value (managed fields, extensions)
  structure,      // [the struct that Field::structure describes]
};

// How many of them, and how the C++ member holds them.
enum class Shape : uint8_t {
  single,    // T
  optional,  // std::optional<T>: unset differs from zero
  list,      // std::vector<T>
  map,  // api::StringMap<T>: sorted by key; in the message a list of structs (0, 2): key, value
};

// When a field is printed (names of facts/emit.tsv).
enum class Emit : uint8_t { present, nonzero, always_zero, always_struct, always_null };

enum class ListType : uint8_t { atomic, set, map };

// Reaching into a member whose type the walk does not know. Null where the shape has no such
// notion.
struct Access {
  size_t (*size)(const void* member);               // list, map: count; optional: 0 or 1
  const void* (*at)(const void* member, size_t i);  // element i (map: its value)
  void* (*at_mutable)(void* member, size_t i);
  std::string_view (*key)(const void* member, size_t i);    // map only
  void* (*append)(void* member, std::string_view map_key);  // new zero element; optional: emplace
  void (*erase)(void* member, size_t i);
  void (*clear)(void* member);
  void (*reserve)(void* member, size_t n);
};

// Where a field sits in the Cap'n Proto message.
struct Slot {
  // Single and optional boolean and numbers: bit offset in the data section. Everything else (lists
  // of numbers too): index in the pointer section.
  uint32_t offset = 0;
  // Optional scalars are a union {unset, value}: byte offset of its 16-bit discriminant, 1 = value.
  // UINT32_MAX: there is no union (then null pointer = unset, or the type has no unset).
  uint32_t discriminant = UINT32_MAX;
};

struct Field {
  std::string_view name;  // Kubernetes' JSON name
  std::string_view doc;
  Type type;
  Shape shape;
  Emit emit;
  uint32_t offset;          // of the member in the C++ struct
  const Struct* structure;  // for Type::structure
  const Access* access;     // null for Shape::single
  Slot slot;
  uint16_t proto = 0;        // protobuf field number; 0: not in protobuf
  uint16_t proto_embed = 0;  // not 0: the number of an embedded message that holds this field (a.b)
  bool required = false;     // an empty value is refused: Required value
  bool immutable = false;
  ListType list_type = ListType::atomic;
  bool atomic = false;       // a map or struct that apply replaces as a whole
  bool patch_merge = false;  // strategic merge patch: merge instead of replace
  bool patch_retain_keys = false;
  std::string_view merge_key;                   // strategic merge patch
  std::span<const std::string_view> list_keys;  // ListType::map
  std::string_view default_json;                // applied default, as JSON text; empty: none
  std::span<const std::string_view> enumeration;
  std::string_view one_of;  // members of one union carry the same group name
  std::string_view format;  // named string format: dns1123-label, …; empty: none
  bool has_min = false, has_max = false;
  int64_t min = 0, max = 0;      // numbers: value; text and lists: length
  uint16_t since = 0;            // cluster feature level
  bool listed_required = false;  // OpenAPI lists it as required; an empty value may still pass
};

struct Struct {
  std::string_view name;          // Deployment
  std::string_view openapi_name;  // io.k8s.api.apps.v1.Deployment
  std::string_view doc;
  std::span<const Field>
      fields;           // in JSON printing order, which is Kubernetes' (by Go field order)
  uint32_t size;        // of the C++ struct
  uint16_t data_words;  // Cap'n Proto layout
  uint16_t pointers;
  // A zero value on the heap, and its end.
  void* (*create)();
  void (*destroy)(void*);
  void* (*clone)(const void*);
  bool atomic = false;

  // nullptr when there is no field of that name.
  const Field* find(std::string_view field) const;
};

struct Subresource {
  std::string_view name;            // status
  std::string_view group, version;  // of the kind it serves
  std::string_view kind;            // Scale
  std::string_view verbs;           // get,patch,update
};

struct Column {
  std::string_view name, type, format;
  int priority;
};

// A served kind: one row of the cluster's resource table, from the $Api.kind annotation.
struct Kind {
  std::string_view group;  // empty: core
  std::string_view version;
  std::string_view kind, plural, singular;
  std::span<const std::string_view> short_names, categories;
  bool namespaced;
  std::string_view verbs;  // create,delete,…
  bool has_status;
  std::string_view scale_spec, scale_status, scale_selector;  // JSON paths; empty: no scale
  std::span<const Subresource> subresources;
  std::span<const Column> columns;  // printer columns (cells: schema/tables)
  const Struct* structure;
  uint32_t metadata_offset;  // of the meta::ObjectMeta in the C++ struct

  // group/version, or version alone for core: what apiVersion holds.
  std::string_view api_version;
};

}  // namespace shoal::schema
