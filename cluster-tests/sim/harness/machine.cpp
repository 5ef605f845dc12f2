#include "cluster-tests/sim/harness/machine.hpp"

#include <algorithm>

namespace shoal::sim {

namespace {

constexpr int64_t million = 1'000'000;

// value * times / by, where value * times may be too large.
int64_t scaled(int64_t value, int64_t times, int64_t by) {
  return value / by * times + value % by * times / by;
}

}  // namespace

Duration SimClock::ran(Duration now) const {
  return before_ + Duration(scaled((now - since_).count(), million + ppm_, million));
}

void SimClock::drift(int64_t ppm) {
  before_ = ran(loop_.now());
  since_ = loop_.now();
  ppm_ = ppm;
}

Duration SimClock::simulated(MonoTime t) const {
  const Duration wanted = t.time_since_epoch() - booted_ - before_;
  Duration when = since_ + Duration(scaled(wanted.count(), million, million + ppm_));
  while (ran(when) < wanted + before_) ++when;
  return when;
}

void SimExecutor::post(std::function<void()> job) {
  if (!*alive_) return;
  auto typical = static_cast<uint64_t>(speed_.typical.count()) * speed_.slowness;
  Duration delay(static_cast<int64_t>(typical / 2 + random_.below(typical + 1)));
  busy_until_ = std::max({busy_until_, loop_.now(), speed_.hung_until}) + delay;
  waiting_.push_back(std::move(job));
  loop_.at(busy_until_, [alive = alive_, this] {
    if (*alive) run_front();
  });
}

void SimExecutor::run_front() {
  if (waiting_.empty()) return;
  auto job = std::move(waiting_.front());
  waiting_.pop_front();
  job();
}

}  // namespace shoal::sim
