#pragma once
// TimerQueue: pending timers in order of deadline, then of asking, so that a replay fires them
// alike. Thread safe; somebody else decides when to fire: TimerThread, or a test that moves its
// clock.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "schema/actor/timers.hpp"

namespace shoal {

class TimerQueue : public Timers {
 public:
  TimerId schedule(MonoTime at, std::function<void()> fire) override;
  void cancel(TimerId id) override;

  std::optional<MonoTime> next() const;
  size_t fire_due(MonoTime now);  // how many
  void clear();

 protected:
  mutable std::mutex mutex_;
  std::condition_variable earlier_;  // the first deadline moved forward
  std::map<TimerId, std::function<void()>> pending_;

 private:
  uint64_t sequence_ = 0;
};

// Fires on a thread of its own, at the deadlines of `clock`.
class TimerThread final : public TimerQueue {
 public:
  explicit TimerThread(const Clock& clock);
  ~TimerThread() override;

 private:
  void run();
  const Clock& clock_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace shoal
