#include "node/shim/host/cgroup.hpp"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "node/shim/host/files.hpp"

namespace shoal::shim {
namespace {

// v2: a child has a controller only when every ancestor passes it on.
void pass_controllers_on(const std::string& root, const std::string& cgroup) {
  for (size_t end = 0; end != std::string::npos; end = cgroup.find('/', end + 1))
    for (const char* controller : {"+cpu", "+memory", "+pids"})
      write_file(root + cgroup.substr(0, end) + "/cgroup.subtree_control", controller);
}

void remove_tree(const std::string& path, int depth) {
  if (rmdir(path.c_str()) == 0 || errno == ENOENT || depth == 0) return;
  DIR* folder = opendir(path.c_str());
  if (folder == nullptr) return;
  while (dirent* entry = readdir(folder))
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
      remove_tree(path + "/" + entry->d_name, depth - 1);
  closedir(folder);
  rmdir(path.c_str());
}

}  // namespace

CgroupLayout host_cgroups() {
  return cgroup_layout(read_file("/proc/self/mounts"));
}

bool make_cgroup(const CgroupLayout& layout, const std::string& cgroup,
                 const runtime::Resources& limits, std::string& error) {
  for (const std::string& root : layout.roots()) {
    if (layout.version == CgroupVersion::v2) {
      size_t parent = cgroup.rfind('/');
      make_folders(root + cgroup.substr(0, parent));
      pass_controllers_on(root, cgroup);
    }
    make_folders(root + cgroup);
  }
  for (const CgroupWrite& limit : limit_writes(layout, cgroup, limits)) {
    if (write_file(limit.file, limit.value)) continue;
    error = with_errno("cannot set the limit " + limit.value + " in " + limit.file);
    return false;
  }
  return true;
}

void enter_cgroup(const CgroupLayout& layout, const std::string& cgroup, pid_t pid) {
  for (const std::string& root : layout.roots())
    write_file(root + cgroup + "/cgroup.procs", std::to_string(pid));
}

bool was_oom_killed(const CgroupLayout& layout, const std::string& cgroup) {
  std::string file = oom_file(layout, cgroup);
  return !file.empty() && oom_kills(read_file(file)) > 0;
}

int kill_cgroup(const CgroupLayout& layout, const std::string& cgroup) {
  int killed = 0;
  for (const std::string& root : layout.roots()) {
    std::string pids = read_file(root + cgroup + "/cgroup.procs");
    for (size_t at = 0; at < pids.size(); at = pids.find('\n', at) + 1) {
      pid_t pid = atoi(pids.c_str() + at);
      if (pid > 1 && kill(pid, SIGKILL) == 0) ++killed;
      if (pids.find('\n', at) == std::string::npos) break;
    }
  }
  return killed;
}

bool remove_cgroup(const CgroupLayout& layout, const std::string& cgroup) {
  constexpr int depth_max = 8;
  bool gone = true;
  for (const std::string& root : layout.roots()) {
    remove_tree(root + cgroup, depth_max);
    gone = gone && access((root + cgroup).c_str(), F_OK) != 0;
  }
  return gone;
}

bool remove_dying_cgroup(const CgroupLayout& layout, const std::string& cgroup) {
  for (int waited_ms = 0; waited_ms < removal_wait_max_ms; ++waited_ms, usleep(1000))
    if (remove_cgroup(layout, cgroup)) return true;
  return false;
}

}  // namespace shoal::shim
