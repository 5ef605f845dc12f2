#pragma once
// Timers: the one way anything waits. The real one is a thread that sleeps until the next deadline;
// the simulator's fires when its loop moves the clock. Thread safe.

#include <cstdint>
#include <functional>
#include <utility>

#include "schema/vocab/time.hpp"

namespace shoal {

using TimerId = std::pair<MonoTime, uint64_t>;  // deadline, then order of asking

class Timers {
 public:
  virtual ~Timers() = default;
  // `fire` runs on the timers' thread: it only posts.
  virtual TimerId schedule(MonoTime at, std::function<void()> fire) = 0;
  virtual void cancel(TimerId id) = 0;  // of one that has fired: nothing
};

}  // namespace shoal
