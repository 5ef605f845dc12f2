#include "actors/cluster/rules/pace.hpp"

#include <algorithm>

namespace shoal::cluster {
namespace {

// Parts that wait, of those under way, in tenths: below the first there is room for one more, above
// the second there is one too many.
constexpr int64_t waiting_low = 5;
constexpr int64_t waiting_high = 12;
// The least time is believed a little less with each part: the way may have become longer.
constexpr int64_t forget_part = 64;

}  // namespace

void Pace::taken(Duration time, size_t inflight) {
  time = std::max(time, Duration(1));
  alone_ = alone_ == Duration{} ? time : std::min(time, alone_ + alone_ / forget_part);
  const auto waiting = 10 * static_cast<int64_t>(inflight) * (time - alone_).count() / time.count();
  if (waiting > waiting_high)
    allowed_ = std::max<size_t>(1, allowed_ - 1);
  else if (waiting < waiting_low && inflight >= allowed_)
    allowed_ = std::min(parts_inflight_max, allowed_ + 1);
}

}  // namespace shoal::cluster
