#pragma once
// What shoald tells of itself while it runs: one line an event on standard error, in logfmt,
//   time=2026-11-23T22:40:39.123Z level=info event=serving node=n1
// The caller writes `event=NAME key=value ...`; values with spaces are quoted by `quoted_text`.
// Thread-safe; written at once, so that a killed process has told what it knew. Secrets are never
// given to it.

#include <cstdint>
#include <string>
#include <string_view>

namespace shoal::node {

inline constexpr size_t log_line_bytes_max = 4096;  // longer ones are cut

enum class Severity : uint8_t { info, warning, error };

void log_event(Severity severity, std::string_view line);

// In double quotes, with quotes, backslashes and control characters escaped: whatever a peer or a
// client said stays within its one line.
std::string quoted_text(std::string_view text);

}  // namespace shoal::node
