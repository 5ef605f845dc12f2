#pragma once
// What to tell a client when simdjson refuses a text, for the two files that call it
// (json/parse.cpp and walk/json_decode.cpp). Error codes are simdjson's, as plain numbers. Pure.

#include <string>
#include <string_view>

#include "schema/vocab/status.hpp"

namespace shoal::json {

Status too_long(size_t limit_bytes);
Status refusal(int simdjson_error, std::string_view text);

// What Go accepts and simdjson does not, said in a way that both accept: ill-formed UTF-8 and
// integers of more than 64 bits. Empty when the text has another fault.
std::string mend(int simdjson_error, std::string_view text);

}  // namespace shoal::json
