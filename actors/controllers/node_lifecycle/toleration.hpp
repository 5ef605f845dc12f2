#pragma once
// How long a pod bears the taints of its node. Pure.

#include <optional>
#include <vector>

#include "schema/kinds/affinity.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::controllers {

bool tolerates(const core::Toleration& toleration, const core::Taint& taint);

// When the pod must have left because of a NoExecute taint: at once (a time that has passed) when
// it does not tolerate one, when the first tolerationSeconds that it has counted from timeAdded are
// over, or never.
std::optional<WallTime> must_leave_at(const std::vector<core::Toleration>& tolerations,
                                      const std::vector<core::Taint>& taints);

}  // namespace shoal::controllers
