#pragma once
// A value to JSON by its Struct: fields in Kubernetes' order, each printed or left out as its Emit
// class says, maps sorted by key. Pure.

#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/writer.hpp"

namespace shoal::schema {

void encode_json(const Struct& type, const void* value, json::Writer& out);
// One element of a field (a list item, a map's value), as a value of its own.
void encode_json_element(const Field& field, const void* element, json::Writer& out);

// What stands beside a top-level object and not in it.
struct ObjectHead {
  std::string_view api_version;
  std::string_view kind;
  // Printed as metadata.resourceVersion, which the stored body does not hold. Empty: whatever the
  // value holds is printed.
  std::string_view resource_version;
};
void encode_json_object(const ObjectHead& head, const Struct& type, const void* value,
                        json::Writer& out);

// A whole list of the given kind; `items` are objects without head, as Kubernetes prints them in a
// list (the caller writes each one through `item`).
struct ListHead {
  std::string_view api_version;
  std::string_view kind;  // PodList
  std::string_view resource_version;
  std::string_view continue_token;  // empty: not printed
  int64_t remaining_items = 0;      // 0: not printed
};
void begin_json_list(const ListHead& head, json::Writer& out);
void end_json_list(json::Writer& out);

}  // namespace shoal::schema
