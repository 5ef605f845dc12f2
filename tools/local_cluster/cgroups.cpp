#include "tools/local_cluster/cgroups.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace shoal::local {
namespace fs = std::filesystem;
namespace {

constexpr int gone_attempts_max = 500;  // 10 ms apart
constexpr auto gone_pause = std::chrono::milliseconds(10);

struct Hierarchy {
  std::string mount;
  bool v2 = false;
};

// From /proc/self/mountinfo: "... MOUNTPOINT opts - TYPE source superopts". Named hierarchies
// (systemd's) hold no controller and are left alone.
std::vector<Hierarchy> hierarchies() {
  std::vector<Hierarchy> found;
  std::ifstream in("/proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream left(line), right(line.substr(dash + 3));
    std::string skip, mount, type, source, options;
    left >> skip >> skip >> skip >> skip >> mount;
    right >> type >> source >> options;
    if (type == "cgroup2") found.push_back({mount, true});
    if (type == "cgroup" && options.find("name=") == std::string::npos) {
      found.push_back({mount, false});
    }
  }
  return found;
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text << std::flush;
  return out.good();
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// A new v1 cpuset has no processor and no memory and takes no process before it is given some.
void inherit_cpuset(const std::string& group) {
  for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
    std::string own = group + "/" + file;
    if (fs::exists(own) && read_file(own).size() <= 1) {
      write_file(own, read_file(fs::path(group).parent_path() / file));
    }
  }
}

void enable_controllers(const std::string& group) {
  std::istringstream available(read_file(group + "/cgroup.controllers"));
  // One at a time: one that cannot be enabled must not keep the others out.
  for (std::string name; available >> name;)
    write_file(group + "/cgroup.subtree_control", "+" + name);
}

Status make_in(const Hierarchy& hierarchy, const std::string& path) {
  std::string group = hierarchy.mount;
  for (const auto& part : fs::path(path)) {
    if (hierarchy.v2) enable_controllers(group);
    group += "/" + part.string();
    if (mkdir(group.c_str(), 0755) != 0 && errno != EEXIST) {
      return Status(Code::internal, fmt::format("{}: {}", group, std::strerror(errno)));
    }
    if (!hierarchy.v2) inherit_cpuset(group);
  }
  return {};
}

void collect(const fs::path& group, std::vector<fs::path>& groups) {
  std::error_code error;
  groups.push_back(group);
  for (const auto& entry : fs::directory_iterator(group, error)) {
    if (entry.is_directory(error)) collect(entry.path(), groups);
  }
}

// The group and all below it, deepest last; empty when it does not exist.
std::vector<fs::path> groups_below(const Hierarchy& hierarchy, const std::string& path) {
  std::vector<fs::path> groups;
  fs::path top = fs::path(hierarchy.mount) / path;
  std::error_code error;
  if (fs::is_directory(top, error)) collect(top, groups);
  return groups;
}

void set_frozen(const std::string& path, bool frozen) {
  for (const auto& hierarchy : hierarchies()) {
    std::string file = fmt::format("{}/{}/freezer.state", hierarchy.mount, path);
    if (!hierarchy.v2 && fs::exists(file)) write_file(file, frozen ? "FROZEN" : "THAWED");
  }
}

bool kill_by_kernel(const std::string& path) {
  bool done = false;
  for (const auto& hierarchy : hierarchies()) {
    std::string file = fmt::format("{}/{}/cgroup.kill", hierarchy.mount, path);
    if (hierarchy.v2 && fs::exists(file)) done = write_file(file, "1") || done;
  }
  return done;
}

}  // namespace

Status make_cgroup(const std::string& path) {
  auto all = hierarchies();
  if (all.empty()) return Status(Code::unavailable, "no cgroup hierarchy is mounted");
  for (const auto& hierarchy : all) {
    if (Status status = make_in(hierarchy, path + "/daemon"); !status.ok()) return status;
  }
  return {};
}

Status enter_cgroup(const std::string& path) {
  for (const auto& hierarchy : hierarchies()) {
    std::string file = fmt::format("{}/{}/daemon/cgroup.procs", hierarchy.mount, path);
    if (!write_file(file, std::to_string(getpid()))) {
      return Status(Code::internal, fmt::format("{}: {}", file, std::strerror(errno)));
    }
  }
  return {};
}

std::set<pid_t> cgroup_members(const std::string& path) {
  std::set<pid_t> members;
  for (const auto& hierarchy : hierarchies()) {
    for (const auto& group : groups_below(hierarchy, path)) {
      std::istringstream in(read_file(group / "cgroup.procs"));
      // 0 stands for a process of another pid namespace, which none of ours is seen from here.
      for (pid_t pid; in >> pid;) {
        if (pid > 0) members.insert(pid);
      }
    }
  }
  return members;
}

Status kill_cgroup(const std::string& path) {
  bool by_kernel = kill_by_kernel(path);
  // Frozen processes can neither fork nor restart each other while they are being killed.
  if (!by_kernel) set_frozen(path, true);
  for (pid_t pid : cgroup_members(path)) kill(pid, SIGKILL);
  if (!by_kernel) set_frozen(path, false);
  for (int attempt = 0; attempt < gone_attempts_max; ++attempt) {
    auto members = cgroup_members(path);
    if (members.empty()) return {};
    for (pid_t pid : members) kill(pid, SIGKILL);
    std::this_thread::sleep_for(gone_pause);
  }
  return Status(Code::timeout, fmt::format("processes of {} do not die", path));
}

Status remove_cgroup(const std::string& path) {
  Status first;
  for (const auto& hierarchy : hierarchies()) {
    auto groups = groups_below(hierarchy, path);
    std::reverse(groups.begin(), groups.end());
    for (const auto& group : groups) {
      int failed = rmdir(group.c_str());
      for (int i = 0; failed != 0 && errno == EBUSY && i < gone_attempts_max; ++i) {
        std::this_thread::sleep_for(gone_pause);
        failed = rmdir(group.c_str());
      }
      if (failed != 0 && first.ok()) {
        first = Status(Code::internal, fmt::format("{}: {}", group.string(), std::strerror(errno)));
      }
    }
    // Parents we share with other nodes and clusters stay while somebody is in them.
    for (fs::path up = fs::path(path).parent_path(); !up.empty(); up = up.parent_path()) {
      rmdir((fs::path(hierarchy.mount) / up).c_str());
    }
  }
  return first;
}

}  // namespace shoal::local
