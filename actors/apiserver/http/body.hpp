#pragma once
// What both protocols do with a finished request body, and how the edge itself refuses a request.

#include <string>
#include <string_view>

#include "actors/apiserver/http/message.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::http {

// Sets request.body, undoing gzip. The error's code tells the HTTP status.
Status finish_body(Request& request, std::string body, size_t body_bytes_max);

// A metav1.Status in JSON. `why` is this edge's own text, in plain ASCII.
Response refusal(int status, std::string_view why);
// Why a body is refused with 413.
std::string too_large(size_t body_bytes_max);

}  // namespace shoal::http
