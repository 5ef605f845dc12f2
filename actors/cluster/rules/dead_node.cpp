#include "actors/cluster/rules/dead_node.hpp"

#include <algorithm>

#include "schema/kinds/affinity.hpp"

namespace shoal::cluster {
namespace {

bool unreachable(const core::Taint& taint) {
  return taint.key == unreachable_taint;
}

void taint(core::Node& node, std::string_view effect, api::Time now) {
  auto& taints = node.spec.taints;
  auto same = [&](const core::Taint& t) { return unreachable(t) && t.effect == effect; };
  if (std::any_of(taints.begin(), taints.end(), same)) return;
  core::Taint added;
  added.key = unreachable_taint;
  added.effect = effect;
  added.timeAdded = now;
  taints.push_back(std::move(added));
}

void set_unknown(core::NodeCondition& condition, api::Time now) {
  if (condition.status != "Unknown") condition.lastTransitionTime = now;
  condition.status = "Unknown";
  condition.reason = "NodeStatusUnknown";
  condition.message = "The node was declared dead.";
}

}  // namespace

core::Node declare_dead(core::Node node, WallTime now) {
  auto time = api::Time::from_unix_ns(to_unix_ns(now));
  bool ready = false;
  for (auto& condition : node.status.conditions) {
    set_unknown(condition, time);
    ready = ready || condition.type == "Ready";
  }
  if (!ready) {
    core::NodeCondition condition;
    condition.type = "Ready";
    set_unknown(condition, time);
    node.status.conditions.push_back(std::move(condition));
  }
  taint(node, "NoSchedule", time);
  taint(node, "NoExecute", time);
  return node;
}

bool is_declared_dead(const core::Node& node) {
  return std::any_of(node.spec.taints.begin(), node.spec.taints.end(), unreachable);
}

bool is_back(const core::Node& node) {
  if (!is_declared_dead(node)) return false;
  for (const auto& condition : node.status.conditions)
    if (condition.type == "Ready") return condition.status == "True";
  return false;
}

core::Node declare_back(core::Node node) {
  std::erase_if(node.spec.taints, unreachable);
  return node;
}

}  // namespace shoal::cluster
