#include <algorithm>

#include "actors/supervision/system.hpp"

namespace shoal {

void run_for(System& system, ManualClock& clock, Duration d) {
  MonoTime end = clock.mono() + d;
  system.run_ready();
  for (;;) {
    auto next = system.next_timer();
    MonoTime until = next ? std::min(*next, end) : end;
    if (until > clock.mono()) clock.advance(until - clock.mono());
    if (system.fire_timers() == 0 && clock.mono() >= end) break;
    system.run_ready();
  }
  system.run_ready();
}

}  // namespace shoal
