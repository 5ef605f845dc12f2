#pragma once
// Resources: amounts of what pods ask for and nodes offer, as the integers that decisions compare:
// cpu in thousandths of a core, the rest in units or bytes, rounded up. Plain values; pure.

#include <cstdint>
#include <string>

#include "schema/values/string_map.hpp"

namespace shoal::api {
class Quantity;
}
namespace shoal::core {
struct PodSpec;
}

namespace shoal::scheduler {

struct Resources {
  int64_t cpu_milli = 0;
  int64_t memory_bytes = 0;
  int64_t ephemeral_bytes = 0;
  api::StringMap<int64_t> others;  // nvidia.com/gpu, hugepages-2Mi, ...

  Resources& operator+=(const Resources& more);
  Resources& operator-=(const Resources& less);
  // Each amount becomes the larger of the two.
  void raise_to(const Resources& other);
  bool operator==(const Resources&) const = default;
};

// Everything but "pods", which is counted and not summed.
Resources resources_of(const api::StringMap<api::Quantity>& amounts);

// What a pod sets aside on its node: its containers together, or the most that its init containers
// need at one time if that is more (sidecars stay), or what it asks for as a whole; and its
// overhead.
Resources requests_of(const core::PodSpec& spec);

// What scores count for containers that ask for nothing, so that those spread too.
inline constexpr int64_t assumed_cpu_milli = 100;
inline constexpr int64_t assumed_memory_bytes = 200ll << 20;
struct Assumed {
  int64_t cpu_milli = 0;
  int64_t memory_bytes = 0;
};
Assumed assumed_requests_of(const core::PodSpec& spec);

}  // namespace shoal::scheduler
