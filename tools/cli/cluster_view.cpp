#include "tools/cli/cluster_view.hpp"

#include <fmt/format.h>

namespace shoal::cli {
namespace {

std::string api_of(const local::NodePlan& node) {
  return fmt::format("https://127.0.0.1:{}", node.forward_port);
}

std::string state_of(const local::NodeRecord& node) {
  if (node.killed) return "killed";
  if (!local::is_alive(node.guard)) return "ended";
  return local::shoald_of(node) == 0 ? "restarting" : "running";
}

std::string node_json(const local::NodeRecord& node, const std::string& leader) {
  using local::json_quoted;
  bool alive = local::is_alive(node.guard);
  return fmt::format(
      R"({{"name":{},"api":{},"pid":{},"guard_pid":{},"cgroup":{},"leader":{},"state":{},)"
      R"("address":{}}})",
      json_quoted(node.plan.name), json_quoted(api_of(node.plan)), local::shoald_of(node),
      alive ? node.guard.pid : 0, json_quoted(node.plan.cgroup), node.plan.name == leader,
      json_quoted(state_of(node)), json_quoted(node.plan.address));
}

}  // namespace

std::string cluster_json(const local::ClusterRecord& record, const std::string& leader) {
  std::string nodes;
  for (const auto& node : record.nodes) {
    nodes += (nodes.empty() ? "" : ",") + node_json(node, leader);
  }
  return fmt::format(R"({{"kubeconfig":{},"nodes":[{}]}})", local::json_quoted(record.kubeconfig()),
                     nodes);
}

std::string cluster_table(const local::ClusterRecord& record, const std::string& leader) {
  std::string text = fmt::format("{:<6} {:<11} {:<7} {:>8} {:<14} {}\n", "NODE", "STATE", "LEADER",
                                 "PID", "ADDRESS", "API");
  for (const auto& node : record.nodes) {
    text += fmt::format("{:<6} {:<11} {:<7} {:>8} {:<14} {}\n", node.plan.name, state_of(node),
                        node.plan.name == leader ? "*" : "", local::shoald_of(node),
                        node.plan.address, api_of(node.plan));
  }
  return text;
}

}  // namespace shoal::cli
