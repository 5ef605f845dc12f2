#include "actors/controllers/node_lifecycle/toleration.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

// Longer is for ever: it keeps times within what a clock counts.
constexpr int64_t toleration_max_s = 100ll * 365 * 24 * 3600;

WallTime added_at(const core::Taint& taint) {
  // A taint without a time has been there always.
  return taint.timeAdded.is_zero() ? WallTime{}
                                   : WallTime(std::chrono::seconds(taint.timeAdded.unix_s()));
}

// Nothing: for ever.
std::optional<WallTime> borne_until(const std::vector<core::Toleration>& tolerations,
                                    const core::Taint& taint) {
  auto found = std::find_if(tolerations.begin(), tolerations.end(),
                            [&](const auto& t) { return tolerates(t, taint); });
  if (found == tolerations.end()) return WallTime{};
  if (!found->tolerationSeconds || *found->tolerationSeconds > toleration_max_s) return {};
  return added_at(taint) + std::chrono::seconds(std::max<int64_t>(*found->tolerationSeconds, 0));
}

}  // namespace

bool tolerates(const core::Toleration& toleration, const core::Taint& taint) {
  if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
  if (!toleration.key.empty() && toleration.key != taint.key) return false;
  if (toleration.operator_ == "Exists") return true;
  return !toleration.key.empty() && toleration.value == taint.value;
}

std::optional<WallTime> must_leave_at(const std::vector<core::Toleration>& tolerations,
                                      const std::vector<core::Taint>& taints) {
  std::optional<WallTime> first;
  for (const auto& taint : taints) {
    if (taint.effect != "NoExecute") continue;
    auto until = borne_until(tolerations, taint);
    if (until && (!first || *until < *first)) first = until;
  }
  return first;
}

}  // namespace shoal::controllers
