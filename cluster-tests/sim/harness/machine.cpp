#include "cluster-tests/sim/harness/machine.hpp"

#include <algorithm>

namespace shoal::sim {

void SimExecutor::post(std::function<void()> job) {
  if (!*alive_) return;
  auto typical = static_cast<uint64_t>(speed_.typical.count()) * speed_.slowness;
  Duration delay(static_cast<int64_t>(typical / 2 + random_.below(typical + 1)));
  busy_until_ = std::max({busy_until_, loop_.now(), speed_.hung_until}) + delay;
  loop_.at(busy_until_, [alive = alive_, job = std::move(job)] {
    if (*alive) job();
  });
}

}  // namespace shoal::sim
