#pragma once
// Text to tree. Accepts what Go's encoding/json accepts (ill-formed UTF-8 becomes U+FFFD) and
// refuses with Go's words, because clients see them. A repeated key keeps its first place and its
// last value. Pure; robust to any bytes.

#include <string>
#include <string_view>
#include <vector>

#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::json {

struct ParseLimits {
  size_t size_max_bytes = 32u << 20;  // longer text: Code::too_large
  size_t depth_max = 1000;            // deeper nesting: Code::bad_request
};

// Code::bad_request with Go's message for malformed text. `duplicates`, when given, receives the
// dotted path of each repeated key (at most 100).
Result<Value> parse(std::string_view text, const ParseLimits& limits = {},
                    std::vector<std::string>* duplicates = nullptr);

// What Go's encoding/json would say about malformed text: "invalid character 'x' looking for
// beginning of value". Empty when the text is well formed.
std::string syntax_error(std::string_view text);

// Ill-formed UTF-8 replaced with U+FFFD, as Go's decoder reads it.
std::string repair_utf8(std::string_view text);

// Well-formed JSON with each integer that may not fit 64 bits written as a float64 (12… -> 12…e0).
std::string widen_integers(std::string_view text);

}  // namespace shoal::json
