#pragma once
// What a schema alone can say is wrong with a value: required, enumerations, bounds, name formats,
// members that exclude each other, repeated keys of lists that say so, and what may not change.
// Rules across fields are the kinds' own (a list given) and add to the same causes. Causes carry
// Kubernetes' reasons, words and paths, in the order of the fields. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/descriptor/descriptor.hpp"
#include "schema/descriptor/rules.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::schema {

// More causes than this are not looked for.
inline constexpr size_t causes_max = 100;

// `old` is the object as it was, null on create. `rules` are called at each struct of their type,
// after what its descriptor says.
std::vector<Cause> validate(const Struct& type, const void* value, const void* old = nullptr,
                            std::span<const Rules> rules = {});

// The causes that kinds' own rules use too.
Cause required(std::string field, std::string_view detail = {});
Cause invalid(std::string field, std::string_view shown,
              std::string_view detail);  // shown: as JSON
Cause forbidden(std::string field, std::string_view detail);
Cause duplicate(std::string field, std::string_view shown);
Cause not_supported(std::string field, std::string_view shown,
                    const std::vector<std::string>& supported);  // told in this order
Cause not_found(std::string field, std::string_view shown);
Cause too_long(std::string field, size_t limit_bytes);
Cause too_many(std::string field, size_t count, size_t limit);

// `Pod "a" is invalid: spec.x: Required value`, with several in brackets. group is empty for core.
Status invalid_status(std::string_view group, std::string_view kind, std::string_view name,
                      std::vector<Cause> causes);

// Text as JSON, quotes and all: what `shown` wants.
std::string quoted(std::string_view text);

}  // namespace shoal::schema
