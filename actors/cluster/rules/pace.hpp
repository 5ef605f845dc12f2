#pragma once
// Pace: how many parts of a state may be under way to a member at once. The fewer, the less stands
// before what is urgent in the queues and on the disks that both share: a second one keeps both
// ends busy, and more only wait. So parts that take longer than they need by themselves make it
// fewer, and parts that do not wait make it more. Pure; times are inputs.

#include <cstddef>

#include "schema/vocab/time.hpp"

namespace shoal::cluster {

inline constexpr size_t parts_inflight_max = 4;  // of a megabyte each

class Pace {
 public:
  size_t inflight_max() const { return allowed_; }
  // A part was taken so long after it was sent, with so many under way then, itself included.
  void taken(Duration time, size_t inflight);

 private:
  size_t allowed_ = 1;
  Duration alone_{};  // what a part needs that waits for no other; 0: not known yet
};

}  // namespace shoal::cluster
