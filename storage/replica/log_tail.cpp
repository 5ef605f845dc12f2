#include "storage/replica/log_tail.hpp"

namespace shoal::replica {

LogIndex LogTail::cut(size_t kept) {
  const auto far = [&](const Mark& mark) { return written_ - mark.written >= kept; };
  while (marks_.size() > 1 && far(marks_[1])) marks_.pop_front();
  return !marks_.empty() && far(marks_.front()) ? marks_.front().applied : LogIndex{};
}

}  // namespace shoal::replica
