#include "actors/controllers/node_lifecycle/node_condition.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

constexpr std::string_view no_schedule = "NoSchedule";
constexpr std::string_view no_execute = "NoExecute";

struct ConditionTaint {
  std::string_view condition, status, taint;
  bool executes = false;  // also keeps running pods away
};
constexpr ConditionTaint condition_taints[] = {
    {"Ready", "False", "node.kubernetes.io/not-ready", true},
    {"Ready", "Unknown", "node.kubernetes.io/unreachable", true},
    {"MemoryPressure", "True", "node.kubernetes.io/memory-pressure"},
    {"DiskPressure", "True", "node.kubernetes.io/disk-pressure"},
    {"PIDPressure", "True", "node.kubernetes.io/pid-pressure"},
    {"NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"},
};
constexpr std::string_view unschedulable_taint = "node.kubernetes.io/unschedulable";

std::string_view status_of(const core::Node& node, std::string_view type) {
  for (const auto& condition : node.status.conditions) {
    if (condition.type == type) return condition.status;
  }
  return {};
}

// A taint that follows from the node itself, rather than from somebody's wish.
bool is_ours(const core::Taint& taint) {
  if (taint.key == unschedulable_taint) return taint.effect == no_schedule;
  for (const auto& row : condition_taints) {
    if (taint.key == row.taint)
      return taint.effect == no_schedule || (row.executes && taint.effect == no_execute);
  }
  return false;
}

void want(const core::Node& node, std::string_view key, std::string_view effect, WallTime now,
          std::vector<core::Taint>& out) {
  for (const auto& taint : node.spec.taints) {
    if (taint.key == key && taint.effect == effect) {
      out.push_back(taint);
      return;
    }
  }
  auto& taint = out.emplace_back();
  taint.key = key;
  taint.effect = effect;
  taint.timeAdded = api::Time::from_unix_ns(to_unix_ns(now));
}

}  // namespace

Readiness readiness_of(const core::Node& node) {
  auto status = status_of(node, "Ready");
  if (status == "True") return Readiness::ready;
  if (status == "False") return Readiness::not_ready;
  return status.empty() ? Readiness::unsaid : Readiness::lost;
}

std::vector<core::Taint> wanted_taints(const core::Node& node, WallTime now) {
  std::vector<core::Taint> taints, ours;
  for (const auto& row : condition_taints) {
    if (status_of(node, row.condition) != row.status) continue;
    want(node, row.taint, no_schedule, now, ours);
    if (row.executes) want(node, row.taint, no_execute, now, ours);
  }
  if (node.spec.unschedulable) want(node, unschedulable_taint, no_schedule, now, ours);
  // What is there keeps its place, so that nothing is written when nothing changes.
  auto take = [&](const core::Taint& taint) {
    auto found = std::find(ours.begin(), ours.end(), taint);
    if (found == ours.end()) return false;
    ours.erase(found);
    return true;
  };
  for (const auto& taint : node.spec.taints) {
    if (!is_ours(taint) || take(taint)) taints.push_back(taint);
  }
  taints.insert(taints.end(), ours.begin(), ours.end());
  return taints;
}

}  // namespace shoal::controllers
