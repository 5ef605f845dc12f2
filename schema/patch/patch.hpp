#pragma once
// The patches a client may send, each a function from one JSON tree and a patch to another: JSON
// Patch (RFC 6902), JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch, which merges
// lists by the keys the Struct names. Errors carry Kubernetes' codes and words. Pure.

#include <string>

#include "schema/descriptor/descriptor.hpp"
#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::patch {

inline constexpr size_t operations_max = 10'000;
// Copy operations may make a document this much larger in all.
inline constexpr size_t copied_max_bytes = 3u << 20;

// `operations` is the array of the request. Indexes may be negative, counted from the end.
// Refusals: Code::bad_request when it is no JSON Patch, Code::too_large beyond the bounds,
// Code::invalid with Kubernetes' generic message when an operation does not apply.
Result<json::Value> apply_json_patch(json::Value document, const json::Value& operations);

// null removes a member, objects merge, everything else replaces.
json::Value apply_merge_patch(json::Value document, const json::Value& patch);

// With $patch, $deleteFromPrimitiveList, $setElementOrder and $retainKeys. Refusals: Code::internal
// "map: map[…] does not contain declared merge key: name", Code::bad_request for a bad directive.
Result<json::Value> apply_strategic_patch(json::Value document, const json::Value& patch,
                                          const schema::Struct& type);

// What Kubernetes says when a strategic patch's result does not fit the type: Code::invalid, with
// the patch in Go's notation. `fault` is the decoder's.
Status misfit(const json::Value& patch, const Status& fault);

// A tree as Go's %v prints it: map[a:1 b:[x y]].
std::string go_text(const json::Value& value);

}  // namespace shoal::patch
