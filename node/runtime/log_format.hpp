#pragma once
// CRI's log format, one line of a container a line of the file:
//   2026-11-23T18:40:00.123456789Z stdout F hello
// F ends a line, P is a part of a longer one. Pure; used by the shim (writing) and by readers.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/vocab/time.hpp"

namespace shoal::runtime {

// A longer line of the container is split into parts of this size.
inline constexpr size_t log_line_bytes_max = 16 << 10;

enum class LogStream : uint8_t { out, err };

struct LogEntry {
  WallTime time;
  LogStream stream = LogStream::out;
  bool partial = false;
  std::string_view content;  // without the newline
};

// 30 characters: "2026-11-23T18:40:00.123456789Z".
std::string rfc3339_nano(WallTime time);
std::optional<WallTime> parse_rfc3339_nano(std::string_view text);

void append_log_entry(std::string& out, const LogEntry& entry);
// One line of the file without its newline; nothing when it is not in CRI's format.
std::optional<LogEntry> parse_log_entry(std::string_view line);

// Cuts one stream of a container into entries. Not thread safe.
class LogSplitter {
 public:
  explicit LogSplitter(LogStream stream) : stream_(stream) {}
  // Appends to out what is complete: whole lines, and parts once log_line_bytes_max is reached.
  void feed(std::string_view bytes, WallTime now, std::string& out);
  // The stream has ended: what is left becomes a last line.
  void finish(WallTime now, std::string& out);

 private:
  LogStream stream_;
  std::string rest_;
  bool mid_line_ = false;  // the last entry written was partial
};

}  // namespace shoal::runtime
