#include "actors/apiserver/server/applied_gate.hpp"

namespace shoal::api {

void AppliedGate::wait_index(LogIndex index, MonoTime deadline, std::function<void(bool)> done) {
  {
    std::lock_guard lock(mutex_);
    if (applied_ < index.value) {
      by_index_.emplace(index.value, Waiter{deadline, std::move(done)});
      return;
    }
  }
  done(true);
}

void AppliedGate::wait_revision(Revision revision, MonoTime deadline,
                                std::function<void(bool)> done) {
  {
    std::lock_guard lock(mutex_);
    if (revision_ < revision.value) {
      by_revision_.emplace(revision.value, Waiter{deadline, std::move(done)});
      return;
    }
  }
  done(true);
}

void AppliedGate::take_reached(Queue& queue, uint64_t reached, std::vector<Waiter>& out) {
  auto end = queue.upper_bound(reached);
  for (auto it = queue.begin(); it != end; ++it) out.push_back(std::move(it->second));
  queue.erase(queue.begin(), end);
}

void AppliedGate::take_expired(Queue& queue, MonoTime now, std::vector<Waiter>& out) {
  for (auto it = queue.begin(); it != queue.end();) {
    if (it->second.deadline > now) {
      ++it;
      continue;
    }
    out.push_back(std::move(it->second));
    it = queue.erase(it);
  }
}

void AppliedGate::advance(LogIndex applied, Revision revision) {
  std::vector<Waiter> reached;
  {
    std::lock_guard lock(mutex_);
    applied_ = applied.value;
    revision_ = revision.value;
    take_reached(by_index_, applied_, reached);
    take_reached(by_revision_, revision_, reached);
  }
  for (auto& waiter : reached) waiter.done(true);
}

bool AppliedGate::expire(MonoTime now) {
  std::vector<Waiter> late;
  bool more = false;
  {
    std::lock_guard lock(mutex_);
    take_expired(by_index_, now, late);
    take_expired(by_revision_, now, late);
    more = !by_index_.empty() || !by_revision_.empty();
  }
  for (auto& waiter : late) waiter.done(false);
  return more;
}

}  // namespace shoal::api
