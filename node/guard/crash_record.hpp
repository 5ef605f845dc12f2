#pragma once
// What the guard writes about deaths of shoald, for the next one to read: text, one line each.
//   death incarnation=3 kind=signal value=11 lived_ms=5012
//   slot actor=n2/raft message=4711 busy_ms=12        the messages that were being handled then
// kind: exit (value: code), signal (value: number), spin (the guard killed it; value: 9). Appended
// to <dir>/crashes while it is below crashes_bytes_max; shoald reads it whole and removes it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::guard {

inline constexpr size_t crashes_bytes_max = 64 << 10;
inline constexpr const char* crashes_file = "crashes";

struct Culprit {
  std::string actor;
  uint64_t message = 0;
  int64_t busy_ms = 0;
};

struct Death {
  uint32_t incarnation = 0;
  std::string kind;
  int value = 0;
  int64_t lived_ms = 0;
  std::vector<Culprit> culprits;
};

// Pure; lines it does not understand are skipped.
std::vector<Death> parse_crashes(std::string_view text);

}  // namespace shoal::guard
