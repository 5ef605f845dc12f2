#include "actors/supervision/timer_queue.hpp"

#include <pthread.h>

#include <vector>

namespace shoal {

TimerId TimerQueue::schedule(MonoTime at, std::function<void()> fire) {
  std::lock_guard lock(mutex_);
  TimerId id{at, ++sequence_};
  auto place = pending_.emplace(id, std::move(fire)).first;
  if (place == pending_.begin()) earlier_.notify_one();
  return id;
}

// What a timer holds may call back when it is let go: never with the lock held.
void TimerQueue::cancel(TimerId id) {
  decltype(pending_)::node_type gone;
  std::lock_guard lock(mutex_);
  gone = pending_.extract(id);
}

std::optional<MonoTime> TimerQueue::next() const {
  std::lock_guard lock(mutex_);
  if (pending_.empty()) return std::nullopt;
  return pending_.begin()->first.first;
}

size_t TimerQueue::fire_due(MonoTime now) {
  std::vector<std::function<void()>> due;
  {
    std::lock_guard lock(mutex_);
    while (!pending_.empty() && pending_.begin()->first.first <= now) {
      due.push_back(std::move(pending_.begin()->second));
      pending_.erase(pending_.begin());
    }
  }
  for (auto& fire : due) fire();
  return due.size();
}

void TimerQueue::clear() {
  decltype(pending_) gone;
  std::lock_guard lock(mutex_);
  gone.swap(pending_);
}

TimerThread::TimerThread(const Clock& clock) : clock_(clock), thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "timers");
}

TimerThread::~TimerThread() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    earlier_.notify_one();
  }
  thread_.join();
}

void TimerThread::run() {
  for (;;) {
    fire_due(clock_.mono());
    std::unique_lock lock(mutex_);
    if (ending_) return;
    if (pending_.empty()) {
      earlier_.wait(lock);
      continue;
    }
    Duration wait = pending_.begin()->first.first - clock_.mono();
    if (wait > Duration::zero()) earlier_.wait_for(lock, wait);
  }
}

}  // namespace shoal
