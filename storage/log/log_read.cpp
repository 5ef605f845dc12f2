#include "storage/log/log_store.hpp"
#include "storage/log/stored_entry.hpp"

// Reading entries back. What is not in memory is checked when it is read; what should be there and
// is not, or is another, is told: raft would take it for an entry that was cut.

namespace shoal::log {

using engine::Family;

namespace {

Status damaged(LogIndex index) {
  return engine::damaged("the log is damaged: entry " + std::to_string(index.value));
}

}  // namespace

bool LogStore::should_hold(LogIndex index) const {
  std::lock_guard lock(mutex_);
  return index >= state_.first && index <= state_.last;
}

bool LogStore::read_tail(LogIndex from, LogIndex& end,
                         const std::function<bool(const raft::Entry&)>& take) const {
  std::lock_guard lock(mutex_);
  end = std::min(end, state_.last.next());
  if (from < state_.first || from >= end) return true;
  const auto start = tail_.find(from.value);
  if (start == tail_.end()) return false;
  for (auto it = start; it != tail_.end() && it->first < end.value; ++it)
    if (!take(it->second)) break;
  return true;
}

std::vector<raft::Entry> LogStore::entries(LogIndex from, LogIndex end, size_t bytes_max) const {
  std::vector<raft::Entry> out;
  size_t bytes = 0;
  bool full = false;
  const auto take = [&](const raft::Entry& entry) {
    bytes += raft::entry_size(entry);
    full = !out.empty() && bytes > bytes_max;
    if (!full) out.push_back(entry);
    return !full;
  };
  if (read_tail(from, end, take)) return out;
  LogIndex next = from;
  auto read = engine_->scan(Family::entries, {entry_key(from), entry_key(end)},
                            [&](std::string_view key, std::string_view value) {
                              if (parse_entry_key(key) != next) return false;
                              const auto entry = parse_entry(next, value);
                              if (!entry || !take(*entry)) return false;
                              next = next.next();
                              return true;
                            });
  // An entry that was cut while this was reading is none that should be here.
  if (read.ok() && !full && next < end && should_hold(next)) read = damaged(next);
  if (!read.ok() && unreadable_) unreadable_(read);
  return out;
}

engine::Walk LogStore::walk() const {
  return engine::Walk(*engine_, {Family::entries});
}

Result<size_t> LogStore::check(engine::Walk& walk, size_t bytes_max) const {
  std::optional<LogIndex> wrong;
  SHOAL_ASSIGN(const auto bytes,
               walk.step(bytes_max, [&](Family, std::string_view key, std::string_view value) {
                 const auto index = parse_entry_key(key);
                 if (!index || !parse_entry(*index, value)) wrong = index.value_or(LogIndex{});
                 return !wrong;
               }));
  if (wrong) return damaged(*wrong);
  return bytes;
}

}  // namespace shoal::log
