#pragma once
// Time as an input. Two clocks that must not be mixed: WallTime goes into objects and log entries,
// MonoTime measures and schedules. Decisions receive both as values; only actors hold a Clock.

#include <chrono>
#include <cstdint>

namespace shoal {

using Duration = std::chrono::nanoseconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using namespace std::chrono_literals;

// Where an actor reads time. The real one wraps the system's clocks (MonoTime is CLOCK_BOOTTIME, so
// that a suspended machine's leases run out); the simulator's is advanced by its loop. Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual MonoTime mono() const = 0;
  virtual WallTime wall() const = 0;
};

// The process's clock. Only main and tests of shells may name it.
const Clock& system_clock();

inline int64_t to_unix_ns(WallTime t) { return t.time_since_epoch().count(); }
inline WallTime wall_from_unix_ns(int64_t ns) { return WallTime(Duration(ns)); }

}  // namespace shoal
