#pragma once
// Chance as an input: a small, seedable generator (splitmix64). Actors are given one by whoever
// spawns them; decisions are given the numbers drawn.

#include <cstdint>
#include <string>

namespace shoal {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next();
  // Uniform in [0, bound); bound must be positive.
  uint64_t below(uint64_t bound);
  // A random RFC 4122 version 4 uuid, as Kubernetes puts into metadata.uid.
  std::string uuid();
  // Letters and digits of Kubernetes' generated names (no vowels, no look-alikes).
  std::string suffix(size_t length);

 private:
  uint64_t state_;
};

// 64 bits from the kernel, for main to seed with.
uint64_t entropy();

}  // namespace shoal
