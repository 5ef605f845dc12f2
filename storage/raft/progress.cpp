#include "storage/raft/progress.hpp"

#include <algorithm>

namespace shoal::raft {

void Inflights::add(LogIndex last, size_t bytes) {
  sent_.push_back({last, bytes});
  bytes_ += bytes;
}

void Inflights::free_up_to(LogIndex index) {
  while (!sent_.empty() && sent_.front().last <= index) {
    bytes_ -= sent_.front().bytes;
    sent_.pop_front();
  }
}

void Inflights::clear() {
  sent_.clear();
  bytes_ = 0;
}

void Progress::become_probe() {
  // A snapshot that is on its way leads at least to its index: probe from there.
  const LogIndex reached = state == ReplicaState::snapshot ? pending_snapshot : LogIndex{};
  next = std::max(match, reached).next();
  sent_commit = std::min(sent_commit, next.previous());
  state = ReplicaState::probe;
  pending_snapshot = {};
  probe_sent = false;
  inflights.clear();
}

void Progress::become_replicate() {
  state = ReplicaState::replicate;
  next = match.next();
  pending_snapshot = {};
  probe_sent = false;
  inflights.clear();
}

void Progress::become_snapshot(LogIndex index) {
  state = ReplicaState::snapshot;
  pending_snapshot = index;
  next = index.next();
  sent_commit = index;
  probe_sent = false;
  inflights.clear();
}

bool Progress::acknowledge(LogIndex index) {
  if (index <= match) return false;
  match = index;
  next = std::max(next, index.next());
  return true;
}

bool Progress::refuse(LogIndex refused, LogIndex hint) {
  if (state == ReplicaState::replicate) {
    if (refused <= match) return false;
    next = match.next();
    sent_commit = std::min(sent_commit, match);
    return true;
  }
  if (next.previous() != refused) return false;
  next = std::max(std::min(refused, hint.next()), match.next());
  sent_commit = std::min(sent_commit, next.previous());
  probe_sent = false;
  return true;
}

void Progress::sent(LogIndex last, size_t entries, size_t bytes) {
  if (state == ReplicaState::replicate) {
    if (entries > 0) {
      next = last.next();
      inflights.add(last, bytes);
    }
  } else if (state == ReplicaState::probe) {
    probe_sent = true;
  }
}

bool Progress::paused() const {
  switch (state) {
    case ReplicaState::probe:
      return probe_sent;
    case ReplicaState::replicate:
      return inflights.full();
    case ReplicaState::snapshot:
      return true;
  }
  return true;
}

}  // namespace shoal::raft
