#include "tools/local_cluster/cluster.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "tools/local_cluster/api.hpp"
#include "tools/local_cluster/cgroups.hpp"
#include "tools/local_cluster/kubeconfig.hpp"
#include "tools/local_cluster/launch.hpp"
#include "tools/local_cluster/network.hpp"

namespace shoal::local {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto look_again = std::chrono::milliseconds(20);
constexpr int forwarder_timeout_s = 5;

// Asks until the answer is ok; `meanwhile` is asked too, and its error ends the wait.
Status wait_until(const std::string& what, int timeout_s, const std::function<bool()>& done,
                  const std::function<Status()>& meanwhile) {
  auto deadline = Clock::now() + std::chrono::seconds(timeout_s);
  while (!done()) {
    SHOAL_TRY(meanwhile());
    if (Clock::now() > deadline) {
      return Status(Code::timeout, fmt::format("{}: not within {} s", what, timeout_s));
    }
    std::this_thread::sleep_for(look_again);
  }
  return {};
}

Status still_runs(const NodeRecord& node) {
  if (is_alive(node.guard)) return {};
  return Status(Code::unavailable, fmt::format("{} has ended. The last lines of its log:\n{}",
                                               node.plan.name, last_lines(node_log(node.plan))));
}

ApiCall call_node(const std::string& kubeconfig, const ClusterPlan& plan, const NodePlan& node) {
  ApiCall call;
  call.kubeconfig = kubeconfig;
  call.context = plan.name + "-" + node.name;
  call.timeout_ms = 2000;
  return call;
}

Status make_ground(const ClusterRecord& record, const Progress& progress) {
  if (!record.plan.as_root) {
    progress(
        "without root: nodes are process groups on 127.x.0.1, and pods share this machine's "
        "network");
    return {};
  }
  progress("networks and cgroups");
  for (const auto& node : record.nodes) SHOAL_TRY(make_cgroup(node.plan.cgroup));
  return make_networks(record.plan);
}

Status start_forwarder(ClusterRecord& record) {
  SHOAL_ASSIGN(record.forwarder, launch_forwarder(record.plan));
  SHOAL_TRY(save_record(record));
  std::string ready = forwarder_ready_file(record.plan);
  return wait_until(
      "the forwarder", forwarder_timeout_s, [&] { return fs::exists(ready); },
      [&] {
        if (is_alive(record.forwarder)) return Status();
        return Status(Code::unavailable, last_lines(forwarder_log(record.plan)));
      });
}

Status start_node(ClusterRecord& record, NodeRecord& node, const NodeOptions& options) {
  SHOAL_ASSIGN(node.guard, launch_node(record.plan, node.plan, options));
  return save_record(record);
}

Status start_first(ClusterRecord& record, const UpWish& wish, const Progress& progress) {
  NodeRecord& first = record.nodes.front();
  progress(fmt::format("{}: makes the cluster", first.plan.name));
  SHOAL_TRY(start_node(record, first, node_options(wish, record.plan)));
  std::string admin = data_folder(first.plan) + "/admin.kubeconfig";
  std::string token = data_folder(first.plan) + "/join-token";
  SHOAL_TRY(wait_until(
      "the first node's kubeconfig and join token", wish.ready_timeout_s,
      [&] { return fs::exists(admin) && fs::exists(token); }, [&] { return still_runs(first); }));
  SHOAL_ASSIGN(std::string written, read_whole_file(admin));
  SHOAL_ASSIGN(std::string kubeconfig, host_kubeconfig(written, record.plan));
  return write_private_file(record.kubeconfig(), kubeconfig);
}

Status wait_ready(const ClusterRecord& record, const NodeRecord& node, const UpWish& wish) {
  SHOAL_ASSIGN(std::string kubeconfig, read_whole_file(record.kubeconfig()));
  ApiCall call = call_node(kubeconfig, record.plan, node.plan);
  call.target = "/readyz";
  std::string last = "no answer";
  auto ready = [&] {
    auto answer = call_api(call);
    last = answer.ok() ? failure_of(*answer) : answer.status().message();
    return answer.ok() && answer->status == 200;
  };
  Status status = wait_until(node.plan.name + " ready", wish.ready_timeout_s, ready,
                             [&] { return still_runs(node); });
  if (status.code() != Code::timeout) return status;
  return Status(Code::timeout,
                fmt::format("{} ({}). The last lines of its log:\n{}", status.message(), last,
                            last_lines(node_log(node.plan))));
}

Status start_all(ClusterRecord& record, const UpWish& wish, const Progress& progress) {
  SHOAL_TRY(make_ground(record, progress));
  SHOAL_TRY(start_forwarder(record));
  SHOAL_TRY(start_first(record, wish, progress));
  SHOAL_TRY(wait_ready(record, record.nodes.front(), wish));
  for (size_t i = 1; i < record.nodes.size(); ++i) {
    progress(fmt::format("{}: joins", record.nodes[i].plan.name));
    SHOAL_TRY(start_node(record, record.nodes[i], node_options(wish, record.plan)));
  }
  for (const auto& node : record.nodes) SHOAL_TRY(wait_ready(record, node, wish));
  progress(
      fmt::format("{} {} ready", record.nodes.size(), record.nodes.size() == 1 ? "node" : "nodes"));
  return {};
}

Status no_such_node(const ClusterRecord& record, const std::string& node) {
  return Status(Code::not_found, fmt::format("'{}' has no node '{}'", record.plan.name, node));
}

Status kill_everything_in(const NodeRecord& node) {
  if (!node.plan.cgroup.empty()) return kill_cgroup(node.plan.cgroup);
  return kill_marked(node_marker(node.plan));
}

Status remove_everything(const ClusterRecord& record) {
  Status first;
  auto note = [&](Status status) {
    if (first.ok()) first = std::move(status);
  };
  // By its mark, not by the record: a run that was killed may not have written it down.
  for (pid_t pid : marked_processes(forwarder_marker(record.plan))) kill(pid, SIGKILL);
  for (const auto& node : record.nodes) note(kill_everything_in(node));
  if (record.plan.as_root) {
    note(remove_networks(record.plan));
    for (const auto& node : record.nodes) note(remove_cgroup(node.plan.cgroup));
  }
  std::error_code error;
  if (first.ok()) fs::remove_all(record.plan.folder, error);
  if (error) note(Status(Code::internal, record.plan.folder + ": " + error.message()));
  return first;
}

// All that a cluster of this name can have had: what is removed does not depend on more.
Result<ClusterRecord> remains_of(const std::string& name) {
  bool as_root = geteuid() == 0;
  int nodes = as_root ? nodes_max : nodes_max_without_root;
  ClusterRecord record;
  SHOAL_ASSIGN(record.plan, plan_cluster({name, 1, nodes, as_root, cluster_folder(name)}));
  for (const auto& node : record.plan.nodes) record.nodes.push_back({node, {}, false});
  return record;
}

// Whether a run that was killed, or whose state was removed by hand, has left something. What runs
// and is of another state folder is not ours.
bool has_remains(const ClusterRecord& record) {
  if (fs::exists(record.plan.folder)) return true;
  if (!marked_processes(forwarder_marker(record.plan)).empty()) return true;
  bool others = false;
  for (const auto& node : record.nodes) {
    if (record.plan.as_root && cgroup_members(node.plan.cgroup).empty()) continue;
    if (!marked_processes(node_marker(node.plan)).empty()) return true;
    others = record.plan.as_root;
  }
  return record.plan.as_root && !others && network_exists(record.plan.network_namespace);
}

Result<ClusterRecord> new_record(const UpWish& wish) {
  ClustersLock lock;
  if (load_record(wish.name).ok()) {
    return Status(Code::already_exists,
                  fmt::format("the local cluster '{0}' is up; `shoal status --name {0}` shows it, "
                              "`shoal down --name {0}` removes it",
                              wish.name));
  }
  SHOAL_ASSIGN(ClusterRecord remains, remains_of(wish.name));
  if (has_remains(remains)) SHOAL_TRY(remove_everything(remains));
  SHOAL_ASSIGN(int index, free_index(wish.nodes));
  ClusterRecord record;
  SHOAL_ASSIGN(record.plan, plan_cluster({wish.name, index, wish.nodes, geteuid() == 0,
                                          cluster_folder(wish.name)}));
  // Of another state folder: what failed here would take that one down.
  if (!record.plan.network_namespace.empty() && network_exists(record.plan.network_namespace)) {
    return Status(
        Code::already_exists,
        fmt::format("the network namespace {} is there already, of a cluster that is not in {}",
                    record.plan.network_namespace, clusters_folder()));
  }
  record.runtime = wish.runtime;
  record.simulated_nodes = wish.simulated_nodes;
  record.flags = wish.flags;
  for (const auto& node : record.plan.nodes) {
    record.nodes.push_back({node, {}, false});
    std::error_code error;
    fs::create_directories(guard_folder(node), error);
    if (error) return Status(Code::internal, node.folder + ": " + error.message());
  }
  chmod(record.plan.folder.c_str(), 0700);
  SHOAL_TRY(save_record(record));
  return record;
}

}  // namespace

Result<ClusterRecord> up(const UpWish& wish, const Progress& progress) {
  SHOAL_TRY(check_programs(wish));
  SHOAL_ASSIGN(ClusterRecord record, new_record(wish));
  if (Status status = start_all(record, wish, progress); !status.ok()) {
    progress("taking it down again");
    (void)remove_everything(record);
    return status;
  }
  return record;
}

Status down(const std::string& name, const Progress& progress) {
  ClustersLock lock;
  auto record = load_record(name);
  Status removed;
  if (record.ok()) {
    progress(fmt::format("{}: removing {} nodes, their pods, networks and state", name,
                         record->nodes.size()));
    removed = remove_everything(*record);
  } else {
    SHOAL_ASSIGN(ClusterRecord remains, remains_of(name));
    bool damaged = record.status().code() != Code::not_found;
    if (damaged || has_remains(remains)) {
      progress(fmt::format("{}: removing what an earlier run has left", name));
      removed = remove_everything(remains);
    }
  }
  lock.remove_if_last();
  return removed;
}

Result<int64_t> kill_node(ClusterRecord& record, const std::string& node) {
  NodeRecord* found = record.find(node);
  if (!found) return no_such_node(record, node);
  auto at = std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
  SHOAL_TRY(kill_everything_in(*found));
  found->killed = true;
  SHOAL_TRY(save_record(record));
  return static_cast<int64_t>(at);
}

Status start_killed(ClusterRecord& record, const std::string& node) {
  NodeRecord* found = record.find(node);
  if (!found) return no_such_node(record, node);
  if (is_alive(found->guard)) return Status(Code::conflict, fmt::format("{} runs", node));
  UpWish wish;
  wish.runtime = record.runtime;
  wish.simulated_nodes = record.simulated_nodes;
  wish.flags = record.flags;
  SHOAL_TRY(check_programs(wish));
  found->killed = false;
  return start_node(record, *found, node_options(wish, record.plan));
}

Status kill_process(const ClusterRecord& record, const std::string& node) {
  const NodeRecord* found = const_cast<ClusterRecord&>(record).find(node);
  if (!found) return no_such_node(record, node);
  pid_t pid = shoald_of(*found);
  if (pid == 0) return Status(Code::not_found, fmt::format("no shoald runs on {} now", node));
  if (kill(pid, SIGKILL) == 0) return {};
  return Status(Code::not_found, fmt::format("shoald of {} ended by itself just now", node));
}

pid_t shoald_of(const NodeRecord& node) {
  if (!is_alive(node.guard)) return 0;
  for (pid_t child : children_of(node.guard.pid)) {
    if (program_of(child) == "shoald") return child;
  }
  return 0;
}

std::string leader_of(const ClusterRecord& record) {
  auto kubeconfig = read_whole_file(record.kubeconfig());
  if (!kubeconfig.ok()) return "";
  ApiCall call;
  call.kubeconfig = *kubeconfig;
  call.context = record.plan.name;
  auto peers = list_peers(call);
  if (!peers.ok()) return "";
  for (const auto& peer : *peers) {
    if (peer.leader) return peer.name;
  }
  return "";
}

}  // namespace shoal::local
