#pragma once
// Hunt: switches planted bugs on, one after another, and counts the seeds until a checker cries;
// then the same seeds with none. Only in a build with -DSHOAL_PLANTED_BUGS=ON is there anything to
// find.

#include <string>

#include "cluster-tests/sim/harness/run.hpp"

namespace shoal::sim {

struct HuntOptions {
  RunOptions run;
  std::string name;  // or "all"
  uint64_t from = 1;
  uint64_t seeds_max = 1;
  bool json = false;
};

// The exit status: 0 when every bug was found, and without them nothing.
int hunt(const HuntOptions& options);

// Switches this one on; false when there is none of this name.
bool plant(const std::string& name);
std::string planted_now();  // "": none

}  // namespace shoal::sim
