#pragma once
// YAML (and so JSON) text to JSON trees, with the scalars Kubernetes' clients know: plain true, no,
// 1_0 and the like are booleans and numbers as in YAML 1.1, quoted text stays text. Aliases are
// expanded up to a bound. Pure; robust to any bytes; the library's exceptions stop here.

#include <string_view>
#include <vector>

#include "schema/json/value.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::yaml {

struct Limits {
  size_t size_max_bytes = 3u << 20;  // longer text: Code::too_large
  size_t depth_max = 100;            // nesting of maps and lists
  size_t nodes_max = 1u << 20;       // with aliases expanded; text counts one more per 64 bytes
};

// Every document of the text; empty ones are left out. Code::bad_request "yaml: line 3: …".
Result<std::vector<json::Value>> parse_all(std::string_view text, const Limits& limits = {});

// The only document: an empty text is null, a second document is refused.
Result<json::Value> parse(std::string_view text, const Limits& limits = {});

// What a plain (unquoted, untagged) scalar means.
json::Value plain_scalar(std::string_view text);

}  // namespace shoal::yaml
