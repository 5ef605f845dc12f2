#pragma once
// What to tell a client when simdjson refuses a text. Included only by the files that include
// simdjson (json/parse.cpp and walk/json_decode.cpp). Pure.

#include <simdjson.h>

#include <string>
#include <string_view>

#include "schema/json/parse.hpp"

namespace shoal::json {

inline Status too_long(size_t limit_bytes) {
  return {Code::too_large, "JSON text is longer than " + std::to_string(limit_bytes) + " bytes"};
}

inline Status refusal(simdjson::error_code error, std::string_view text) {
  if (error == simdjson::DEPTH_ERROR) return {Code::bad_request, "exceeded max depth"};
  if (std::string words = syntax_error(text); !words.empty()) return {Code::bad_request, words};
  return {Code::bad_request, std::string("json: ") + simdjson::error_message(error)};
}

// What Go accepts and simdjson does not, said in a way that both accept: ill-formed UTF-8 and
// integers of more than 64 bits. Empty when the text has another fault.
inline std::string mend(simdjson::error_code error, std::string_view text) {
  const bool curable = error == simdjson::UTF8_ERROR || error == simdjson::NUMBER_ERROR;
  if (!curable || !syntax_error(text).empty()) return "";
  return widen_integers(repair_utf8(text));
}

}  // namespace shoal::json
