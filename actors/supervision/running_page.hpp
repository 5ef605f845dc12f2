#pragma once
// RunningPage: where worker threads note what they are doing right now, so that after a segfault or
// a handler that never returns the culprit is known. The node's is memory shared with its guard;
// tests have none. Called around every message by the thread that handles it: no locks, no
// allocation.

#include <cstdint>
#include <string_view>

namespace shoal {

class RunningPage {
 public:
  virtual ~RunningPage() = default;
  virtual void begin(std::string_view actor_path, uint64_t message_id) = 0;
  virtual void end() = 0;
};

}  // namespace shoal
