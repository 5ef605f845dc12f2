#pragma once
// Request targets: splitting and percent-decoding. Pure functions over outside bytes; anything that
// is not a clean origin-form target is refused.

#include <string>
#include <string_view>

#include "actors/apiserver/http/message.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::http {

constexpr size_t target_bytes_max = 32 * 1024;
constexpr size_t query_parameters_max = 1024;

// Decodes %XX; with plus_is_space also '+', as in query strings. Refuses broken escapes.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);
// Encodes all but unreserved characters; '/' is kept when keep_slash.
std::string percent_encode(std::string_view text, bool keep_slash);

// Fills target, path, raw_query and query. Accepts "/path?query" and "http(s)://host/path?query";
// refuses NUL in the decoded path. Dot segments are kept: nothing here maps a path to a file.
Status parse_target(std::string_view target, Request& request);
Result<Query> parse_query(std::string_view raw);

}  // namespace shoal::http
