#pragma once
// One scalar of a value by path: what scale subresources (".spec.replicas"), field selectors
// ("spec.nodeName", "status.phase") and printer columns name. Members by JSON name, items as [2],
// keys of maps as names or ['a.b']. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema {

// What stands at the path as JSON; nullopt when nothing does (unset, or no such item or member).
std::optional<json::Value> get_at(const Struct& type, const void* value, std::string_view path);

// Sets a single or optional scalar. Code::bad_request when the path names none, or the type
// differs.
Status set_at(const Struct& type, void* value, std::string_view path, const json::Value& content);

// As a field selector compares it: text as it is, numbers and booleans printed, unset as "".
std::string text_at(const Struct& type, const void* value, std::string_view path);

}  // namespace shoal::schema
