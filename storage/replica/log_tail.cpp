#include "storage/replica/log_tail.hpp"

namespace shoal::replica {

void LogTail::grow(LogIndex upto, size_t bytes) {
  if (upto <= upto_) return;
  upto_ = upto;
  written_ += bytes;
}

LogIndex LogTail::cut(size_t kept, LogIndex applied) {
  const auto far = [&](const Mark& mark) {
    return mark.at <= applied && written_ - mark.written >= kept;
  };
  while (marks_.size() > 1 && far(marks_[1])) marks_.pop_front();
  return !marks_.empty() && far(marks_.front()) ? marks_.front().at : LogIndex{};
}

}  // namespace shoal::replica
