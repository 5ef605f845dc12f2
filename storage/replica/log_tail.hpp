#pragma once
// LogTail: where the log may be cut so that it keeps some bytes and not many more. Entries are of a
// few bytes or of megabytes: their number bounds nothing. Marks are set at applied entries, some
// bytes apart; the log is cut at a mark. What was in the log at the start is not known to it. Pure;
// sizes in bytes.

#include <cstddef>
#include <cstdint>
#include <deque>

#include "schema/vocab/ids.hpp"

namespace shoal::replica {

class LogTail {
 public:
  void grow(size_t bytes) { written_ += bytes; }
  size_t since_mark() const { return written_ - (marks_.empty() ? 0 : marks_.back().written); }
  void mark(LogIndex applied) { marks_.push_back({applied, written_}); }
  // The newest mark behind which so many bytes stand; 0: there is none. Older ones are forgotten.
  LogIndex cut(size_t kept);

 private:
  struct Mark {
    LogIndex applied;
    size_t written;  // before and up to it
  };
  size_t written_ = 0;
  std::deque<Mark> marks_;
};

}  // namespace shoal::replica
