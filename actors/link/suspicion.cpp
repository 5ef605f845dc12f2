#include "actors/link/suspicion.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::link {

void Suspicion::heard(MonoTime now, bool heartbeat) {
  last_ = now;
  if (!heartbeat && now - last_heartbeat_ < options_.interval / 2) return;
  if (last_heartbeat_ != MonoTime{}) {
    // Smoothed like TCP's round-trip estimate.
    double gap = static_cast<double>((now - last_heartbeat_).count());
    if (mean_ns_ == 0) {
      mean_ns_ = gap;
    } else {
      deviation_ns_ += (std::abs(gap - mean_ns_) - deviation_ns_) / 4;
      mean_ns_ += (gap - mean_ns_) / 8;
    }
  }
  last_heartbeat_ = now;
}

Duration Suspicion::threshold() const {
  double mean = std::max(mean_ns_, static_cast<double>(options_.interval.count()));
  double limit = mean + options_.deviations * deviation_ns_;
  limit = std::min(limit, static_cast<double>(options_.ceiling.count()));
  return std::max(options_.floor, Duration(static_cast<int64_t>(limit)));
}

}  // namespace shoal::link
