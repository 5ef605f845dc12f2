#include "node/guard/decide.hpp"

#include <algorithm>

namespace shoal::guard {

int64_t restart_delay(Deaths& deaths, int64_t lived_ns) {
  deaths.fast = lived_ns < fast_death_ns ? std::min(deaths.fast + 1, 1000u) : 0;
  if (deaths.fast <= fast_deaths_free) return 0;
  uint32_t doublings = std::min(deaths.fast - fast_deaths_free - 1, 10u);
  return std::min(backoff_first_ns << doublings, backoff_max_ns);
}

bool spins(Watch& watch, uint64_t heartbeat, int64_t oldest_since_ns, int64_t now_ns,
           int64_t bound_ns) {
  if (heartbeat != watch.heartbeat || heartbeat == 0) {
    watch.heartbeat = heartbeat;
    watch.changed_ns = now_ns;
    return false;
  }
  bool still = now_ns - watch.changed_ns >= bound_ns;
  return still && oldest_since_ns != 0 && now_ns - oldest_since_ns >= bound_ns;
}

}  // namespace shoal::guard
