#pragma once
// From a container's log file (CRI lines) to the text a person asked for. Pure.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "schema/vocab/time.hpp"

namespace shoal::agent {

struct LogOptions {
  bool follow = false;
  bool previous = false;
  bool timestamps = false;
  std::optional<int64_t> tail_lines;  // only the last so many of what is there now
  std::optional<WallTime> since;
  std::optional<uint64_t> limit_bytes;
};

inline constexpr size_t tail_bytes_max = 16u << 20;  // of lines held back for a tail

class LogText {
 public:
  explicit LogText(LogOptions options) : options_(options) {}
  // Whole lines of the file; appends to `out` what may be shown now.
  void feed(std::string_view bytes, std::string& out);
  // The end of what is there now: a tail's lines are known, and from here on nothing is held back.
  void caught_up(std::string& out);
  bool limit_reached() const { return options_.limit_bytes && shown_ >= *options_.limit_bytes; }

 private:
  void line(std::string_view line, std::string& out);
  void show(std::string_view text, std::string& out);

  LogOptions options_;
  bool tailing_ = true;
  bool mid_line_ = false;  // the last entry was a part of a line
  std::deque<std::string> tail_;
  size_t tail_bytes_ = 0;
  uint64_t shown_ = 0;
};

}  // namespace shoal::agent
