#pragma once
// The guard's decisions, pure: when to start shoald again, and when it spins.

#include <cstdint>

namespace shoal::guard {

// A death within this time of its start is a fast one.
inline constexpr int64_t fast_death_ns = 1'000'000'000;
inline constexpr uint32_t fast_deaths_free = 5;  // so many in a row are restarted at once
inline constexpr int64_t backoff_first_ns = 100'000'000;
inline constexpr int64_t backoff_max_ns = 5'000'000'000;

// An exit code by which shoald says that starting it again is useless (EX_CONFIG); the guard ends
// with it. 0 is a stop that was asked for, which ends the guard too.
inline constexpr int do_not_restart = 78;

struct Deaths {
  uint32_t fast = 0;  // in a row
};
// Counts a death after so long a life, and answers how long to wait before the next start.
int64_t restart_delay(Deaths& deaths, int64_t lived_ns);

struct Watch {
  uint64_t heartbeat = 0;
  int64_t changed_ns = 0;
};
// True when the heartbeat has stood still for bound_ns while one message was handled that long.
// oldest_since_ns: of the busy slots; 0: none is busy. A heartbeat of 0 is never judged.
bool spins(Watch& watch, uint64_t heartbeat, int64_t oldest_since_ns, int64_t now_ns,
           int64_t bound_ns);

}  // namespace shoal::guard
