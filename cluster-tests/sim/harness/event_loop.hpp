#pragma once
// EventLoop: simulated time and what will happen in it. Events at one moment run in the order in
// which they were asked for. It keeps the run's trace: a hash over all that happened, equal for
// equal seeds. One thread.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "schema/vocab/time.hpp"

namespace shoal::sim {

class EventLoop {
 public:
  Duration now() const { return now_; }  // since the start of the run
  void at(Duration when, std::function<void()> event);
  void after(Duration delay, std::function<void()> event) { at(now_ + delay, std::move(event)); }

  std::optional<Duration> next() const;
  void advance(Duration to);  // never back
  size_t run_due();           // those due now, also what they add at this moment

  void trace(uint64_t word);
  uint64_t trace_hash() const { return trace_; }

 private:
  Duration now_{0};
  uint64_t sequence_ = 0;
  uint64_t trace_ = 0xcbf29ce484222325;
  std::map<std::pair<Duration, uint64_t>, std::function<void()>> events_;
};

}  // namespace shoal::sim
