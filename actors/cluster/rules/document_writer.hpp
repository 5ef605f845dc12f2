#pragma once
// The frame of what the group shoal.dev/v1alpha1 shows: lists, and items of a name and a status.
// Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/json/writer.hpp"

namespace shoal::cluster {

// Items go between the two, each a value of its own.
void begin_list(json::Writer& out, std::string_view kind);
std::string end_list(json::Writer& out);

// Members of the status go between the two.
void begin_item(json::Writer& out, std::string_view kind, std::string_view name);
void end_item(json::Writer& out);

void member(json::Writer& out, std::string_view key, std::string_view value);
void member(json::Writer& out, std::string_view key, uint64_t value);
void member(json::Writer& out, std::string_view key, bool value);
// A literal would rather be a bool.
inline void member(json::Writer& out, std::string_view key, const char* value) {
  member(out, key, std::string_view(value));
}

// Sixteen digits, as ids are shown.
std::string hexadecimal(uint64_t value);

}  // namespace shoal::cluster
