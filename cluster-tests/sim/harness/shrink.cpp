#include "cluster-tests/sim/harness/shrink.hpp"

#include <algorithm>

namespace shoal::sim {

std::vector<size_t> shrink(std::vector<size_t> all,
                           const std::function<bool(const std::vector<size_t>&)>& still_fails,
                           size_t runs_max) {
  size_t runs = 0;
  for (size_t part = all.size(); part > 0 && runs < runs_max;) {
    bool shorter = false;
    for (size_t from = 0; from < all.size() && runs < runs_max;) {
      auto rest = all;
      const auto begin = rest.begin() + static_cast<long>(from);
      rest.erase(begin, begin + static_cast<long>(std::min(part, rest.size() - from)));
      ++runs;
      if (still_fails(rest)) {
        all = std::move(rest);
        shorter = true;
      } else {
        from += part;
      }
    }
    if (!shorter || part > all.size()) part = part > 1 ? std::min(part, all.size() + 1) / 2 : 0;
  }
  return all;
}

}  // namespace shoal::sim
