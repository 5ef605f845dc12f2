#pragma once
// RunningPage: what each worker thread is doing right now, in memory shared with the guard, so that
// after a segfault or a handler that never returns the culprit is known. Plain layout, no pointers.
// Written by one thread per slot; the guard reads when the process is dead or stuck, when nothing
// moves.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace shoal {

struct RunningSlot {
  std::atomic<int64_t> since_ns;  // MonoTime of the handler's begin; 0 = idle
  std::atomic<uint64_t> message_id;
  char path[128];    // cut, zero-terminated
  char message[48];  // cut, zero-terminated
};

class RunningPage {
 public:
  static constexpr size_t slots_max = 64;  // worker threads; more share the last
  // The calling thread's slot, the same for as long as it lives.
  RunningSlot& mine();
  const RunningSlot* slots() const { return slots_; }

 private:
  RunningSlot slots_[slots_max];
};

void copy_cut(char* to, size_t size, std::string_view from);

}  // namespace shoal
