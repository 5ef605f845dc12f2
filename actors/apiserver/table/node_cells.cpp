#include <set>

#include "actors/apiserver/table/kind_cells.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::api {
namespace {

constexpr std::string_view role_prefix = "node-role.kubernetes.io/";
constexpr std::string_view role_label = "kubernetes.io/role";

std::string status_text(const core::Node& node) {
  std::string text = "Unknown";
  for (const auto& condition : node.status.conditions) {
    if (condition.type == "Ready") text = condition.status == "True" ? "Ready" : "NotReady";
  }
  return node.spec.unschedulable ? text + ",SchedulingDisabled" : text;
}

std::string roles_text(const core::Node& node) {
  std::set<std::string> roles;
  for (const auto& [key, value] : node.metadata.labels) {
    if (key.starts_with(role_prefix) && key.size() > role_prefix.size())
      roles.insert(key.substr(role_prefix.size()));
    if (key == role_label && !value.empty()) roles.insert(value);
  }
  return std::string(or_else(joined({roles.begin(), roles.end()}), cell_none));
}

std::string_view address(const core::Node& node, std::string_view type) {
  for (const auto& candidate : node.status.addresses) {
    if (candidate.type == type) return candidate.address;
  }
  return cell_none;
}

}  // namespace

void node_cells(const schema::Box& row, const Ages& ages, json::Writer& out) {
  const auto& node = row.as<core::Node>();
  const auto& system = node.status.nodeInfo;
  out.text(node.metadata.name);
  out.text(status_text(node));
  out.text(roles_text(node));
  out.text(ages(node.metadata.creationTimestamp));
  out.text(system.kubeletVersion);
  out.text(address(node, "InternalIP"));
  out.text(address(node, "ExternalIP"));
  out.text(or_else(system.osImage, cell_unknown));
  out.text(or_else(system.kernelVersion, cell_unknown));
  out.text(or_else(system.containerRuntimeVersion, cell_unknown));
}

}  // namespace shoal::api
