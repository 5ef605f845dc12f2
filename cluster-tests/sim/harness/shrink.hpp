#pragma once
// Shrinking: from the faults of a failing run to a few that fail alike. Pure but for `still_fails`.

#include <cstddef>
#include <functional>
#include <vector>

namespace shoal::sim {

inline constexpr size_t shrink_runs_max = 80;

// Leaves out halves, then quarters, down to single ones, as long as what is left still fails.
std::vector<size_t> shrink(std::vector<size_t> all,
                           const std::function<bool(const std::vector<size_t>&)>& still_fails,
                           size_t runs_max = shrink_runs_max);

}  // namespace shoal::sim
