#pragma once
// A value to and from Kubernetes' protobuf by the field numbers of its Struct. Kubernetes' writer
// is proto2 by hand: a field without a pointer is printed even when it is zero, lists and maps
// element by element, nothing packed; maps by key. Fields without a number are not in protobuf and
// are left out. Unknown numbers are skipped. Pure; robust to any bytes.

#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::protobuf {

// Nesting of messages beyond this is refused.
inline constexpr size_t depth_max = 200;

// Appends the message to `out`.
void print_message(const schema::Struct& type, const void* value, std::string& out);
// Merges into `value`, which should be zero. Code::bad_request for malformed text; the value is
// then half filled.
Status parse_message(std::string_view text, const schema::Struct& type, void* value);

}  // namespace shoal::protobuf
