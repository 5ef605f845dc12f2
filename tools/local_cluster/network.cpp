#include "tools/local_cluster/network.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "tools/local_cluster/processes.hpp"

namespace shoal::local {
namespace {

Status ip_batch(const std::string& network_namespace, const std::string& lines) {
  std::vector<std::string> command = {"ip"};
  if (!network_namespace.empty()) {
    command.insert(command.end(), {"-n", network_namespace});
  }
  command.insert(command.end(), {"-batch", "-"});
  return run(command, lines).status();
}

std::string namespace_file(const std::string& name) {
  return "/run/netns/" + name;
}

Status errno_status(const std::string& what) {
  return Status(Code::internal, fmt::format("{}: {}", what, std::strerror(errno)));
}

std::string switch_lines(const ClusterPlan& plan) {
  std::string lines = "link set lo up\nlink add br0 type bridge\n";
  lines += fmt::format("addr add {} dev br0\nlink set br0 up\n", plan.switch_address);
  for (const auto& node : plan.nodes) {
    lines += fmt::format(
        "link add p{0} type veth peer name eth0 netns {1}\n"
        "link set p{0} master br0 up\n",
        node.number, node.network_namespace);
    lines += fmt::format("route add {} via {}\n", node.pod_cidr, node.address);
  }
  return lines;
}

std::string node_lines(const ClusterPlan& plan, const NodePlan& node) {
  std::string lines = "link set lo up\n";
  lines += fmt::format("addr add {}/24 dev eth0\nlink set eth0 up\n", node.address);
  for (const auto& other : plan.nodes) {
    if (other.number == node.number) continue;
    lines += fmt::format("route add {} via {}\n", other.pod_cidr, other.address);
  }
  return lines;
}

Status write_sysctl(const std::string& name, const std::string& value) {
  std::string path = "/proc/sys/net/ipv4/" + name;
  std::ofstream out(path);
  out << value << std::flush;
  return out.good() ? Status() : errno_status(path);
}

}  // namespace

bool network_exists(const std::string& name) {
  return std::filesystem::exists(namespace_file(name));
}

Status make_networks(const ClusterPlan& plan) {
  std::string names = fmt::format("netns add {}\n", plan.network_namespace);
  for (const auto& node : plan.nodes)
    names += fmt::format("netns add {}\n", node.network_namespace);
  SHOAL_TRY(ip_batch("", names));
  SHOAL_TRY(ip_batch(plan.network_namespace, switch_lines(plan)));
  for (const auto& node : plan.nodes) {
    SHOAL_TRY(ip_batch(node.network_namespace, node_lines(plan, node)));
  }
  return {};
}

Status remove_networks(const ClusterPlan& plan) {
  std::vector<std::string> names = {plan.network_namespace};
  for (const auto& node : plan.nodes) names.push_back(node.network_namespace);
  Status first;
  for (const auto& name : names) {
    if (!network_exists(name)) continue;
    Status status = run({"ip", "netns", "del", name}).status();
    if (first.ok()) first = status;
  }
  return first;
}

Status enter_network(const std::string& name) {
  int fd = open(namespace_file(name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno_status("network namespace " + name);
  int failed = setns(fd, CLONE_NEWNET);
  Status status = failed ? errno_status("network namespace " + name) : Status();
  close(fd);
  return status;
}

Status prepare_node_view() {
  if (unshare(CLONE_NEWNS) != 0) return errno_status("a mount namespace");
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return errno_status("making mounts private");
  }
  if (mount("shoal", "/run/netns", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755") != 0) {
    return errno_status("an own /run/netns");
  }
  // Pods get copies of this mount namespace, and see network namespaces made after them.
  mount("none", "/run/netns", nullptr, MS_SHARED, nullptr);
  SHOAL_TRY(write_sysctl("ip_forward", "1"));
  SHOAL_TRY(write_sysctl("conf/all/rp_filter", "0"));
  return write_sysctl("conf/all/route_localnet", "1");
}

}  // namespace shoal::local
