#include "schema/json/simdjson_errors.hpp"

#include <simdjson.h>

#include "schema/json/parse.hpp"

namespace shoal::json {

Status too_long(size_t limit_bytes) {
  return {Code::too_large, "JSON text is longer than " + std::to_string(limit_bytes) + " bytes"};
}

Status refusal(int simdjson_error, std::string_view text) {
  const auto error = static_cast<simdjson::error_code>(simdjson_error);
  if (error == simdjson::DEPTH_ERROR) return {Code::bad_request, "exceeded max depth"};
  if (std::string words = syntax_error(text); !words.empty()) return {Code::bad_request, words};
  return {Code::bad_request, std::string("json: ") + simdjson::error_message(error)};
}

std::string mend(int simdjson_error, std::string_view text) {
  // Which error wide numbers are depends on simdjson's version; where the syntax is right nothing
  // else is left but the depth.
  if (simdjson_error == simdjson::DEPTH_ERROR || !syntax_error(text).empty()) return "";
  return widen_integers(repair_utf8(text));
}

}  // namespace shoal::json
