#include "cluster-tests/sim/harness/event_loop.hpp"

#include <algorithm>

namespace shoal::sim {

void EventLoop::at(Duration when, std::function<void()> event) {
  events_.emplace(std::pair(std::max(when, now_), sequence_++), std::move(event));
}

std::optional<Duration> EventLoop::next() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first.first;
}

void EventLoop::advance(Duration to) {
  now_ = std::max(now_, to);
}

size_t EventLoop::run_due() {
  size_t ran = 0;
  while (!events_.empty() && events_.begin()->first.first <= now_) {
    auto event = std::move(events_.begin()->second);
    trace(events_.begin()->first.second);
    events_.erase(events_.begin());
    event();
    ++ran;
  }
  return ran;
}

void EventLoop::trace(uint64_t word) {
  trace_ = (trace_ ^ word) * 0x100000001b3;
  trace_ ^= trace_ >> 29;
}

}  // namespace shoal::sim
