#pragma once
// LogTail: where the log may be cut so that it keeps some bytes and not many more. Entries are of a
// few bytes or of megabytes: their number bounds nothing. Marks are set at applied entries, some
// bytes apart; the log is cut at a mark. Pure; sizes in bytes.

#include <cstddef>
#include <cstdint>
#include <deque>

#include "schema/vocab/ids.hpp"

namespace shoal::replica {

class LogTail {
 public:
  // What was applied, in order; entries that are applied again, after a start, count once.
  void grow(LogIndex upto, size_t bytes);
  size_t since_mark() const { return written_ - (marks_.empty() ? 0 : marks_.back().written); }
  void mark(LogIndex at) { marks_.push_back({at, written_}); }
  // The newest mark up to `applied` behind which so many bytes stand; 0: there is none. Older ones
  // are forgotten.
  LogIndex cut(size_t kept, LogIndex applied);

 private:
  struct Mark {
    LogIndex at;
    size_t written;  // before and up to it
  };
  LogIndex upto_;
  size_t written_ = 0;
  std::deque<Mark> marks_;
};

}  // namespace shoal::replica
