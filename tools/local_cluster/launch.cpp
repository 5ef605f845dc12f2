#include "tools/local_cluster/launch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "tools/local_cluster/cgroups.hpp"
#include "tools/local_cluster/network.hpp"

namespace shoal::local {
namespace {

constexpr size_t shown_log_bytes_max = 2000;

std::string folder_of_programs(const UpWish& wish) {
  return wish.programs.empty() ? executable_folder() : wish.programs;
}

// They need no machine of their own, but each dies with its host: none carries more than its share.
int simulated_share(const ClusterPlan& plan, const NodePlan& node, int all) {
  int hosts = static_cast<int>(plan.nodes.size());
  int before = node.number - plan.nodes.front().number;
  return all / hosts + (before < all % hosts ? 1 : 0);
}

}  // namespace

NodeOptions node_options(const UpWish& wish, const ClusterPlan&) {
  return {folder_of_programs(wish), wish.runtime, wish.simulated_nodes, wish.flags};
}

Status check_programs(const UpWish& wish) {
  for (const char* program : {"shoald", "shoal-guard"}) {
    std::string path = folder_of_programs(wish) + "/" + program;
    if (access(path.c_str(), X_OK) != 0) {
      return Status(Code::not_found, fmt::format("{} is missing; tools/build makes it", path));
    }
  }
  return {};
}

std::vector<std::string> shoald_flags(const ClusterPlan& plan, const NodePlan& node,
                                      const NodeOptions& options) {
  std::vector<std::string> flags = {
      "--name",        node.name,
      "--data-dir",    data_folder(node),
      "--listen-api",  fmt::format("{}:{}", node.address, node.api_port),
      "--listen-peer", fmt::format("{}:{}", node.address, node.peer_port),
      "--advertise",   node.address,
      "--runtime",     options.runtime,
      "--pod-cidr",    node.pod_cidr};
  if (!node.cgroup.empty()) flags.insert(flags.end(), {"--cgroup-root", node.cgroup});
  if (int share = simulated_share(plan, node, options.simulated_nodes); share > 0) {
    flags.insert(flags.end(), {"--simulated-nodes", std::to_string(share)});
  }
  const NodePlan& first = plan.nodes.front();
  if (node.number == first.number) {
    flags.push_back("--init");
  } else {
    flags.insert(flags.end(), {"--join", fmt::format("{}:{}", first.address, first.peer_port),
                               "--token-file", data_folder(first) + "/join-token"});
  }
  flags.insert(flags.end(), options.flags.begin(), options.flags.end());
  return flags;
}

Result<ProcessId> launch_node(const ClusterPlan& plan, const NodePlan& node,
                              const NodeOptions& options) {
  Launch start;
  start.command = {options.programs + "/shoal-guard", "--dir", guard_folder(node), "--",
                   options.programs + "/shoald"};
  auto flags = shoald_flags(plan, node, options);
  start.command.insert(start.command.end(), flags.begin(), flags.end());
  start.environment = {node_marker(node)};
  start.log_file = node_log(node);
  if (plan.as_root) {
    start.prepare = [&node] {
      SHOAL_TRY(enter_cgroup(node.cgroup));
      SHOAL_TRY(enter_network(node.network_namespace));
      return prepare_node_view();
    };
  }
  return launch(start);
}

Result<ProcessId> launch_forwarder(const ClusterPlan& plan) {
  Launch start;
  start.command = {executable_folder() + "/shoal", "forward", "--name", plan.name};
  start.environment = {forwarder_marker(plan)};
  start.log_file = forwarder_log(plan);
  return launch(start);
}

std::string data_folder(const NodePlan& node) {
  return node.folder + "/data";
}
std::string guard_folder(const NodePlan& node) {
  return node.folder + "/guard";
}
std::string node_log(const NodePlan& node) {
  return node.folder + "/shoald.log";
}
std::string node_marker(const NodePlan& node) {
  return "SHOAL_LOCAL_NODE=" + node.folder;
}
std::string forwarder_marker(const ClusterPlan& plan) {
  return "SHOAL_LOCAL_FORWARDER=" + plan.folder;
}
std::string forwarder_log(const ClusterPlan& plan) {
  return plan.folder + "/forwarder.log";
}
std::string forwarder_ready_file(const ClusterPlan& plan) {
  return plan.folder + "/forwarder.ready";
}

std::string last_lines(const std::string& path) {
  auto text = read_whole_file(path);
  if (!text.ok()) return text.status().message();
  if (text->size() <= shown_log_bytes_max) return *text;
  size_t start = text->find('\n', text->size() - shown_log_bytes_max);
  return text->substr(start == std::string::npos ? text->size() - shown_log_bytes_max : start + 1);
}

}  // namespace shoal::local
