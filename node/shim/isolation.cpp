#include "node/shim/isolation.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node/shim/host/files.hpp"

namespace shoal::shim {
namespace {

bool child_can(int flags) {
  pid_t child = fork();
  if (child == 0) {
    bool able = unshare(flags) == 0 &&
                mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0 &&
                mount("probe", "/tmp", "tmpfs", 0, nullptr) == 0;
    _exit(able ? 0 : 1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

Isolation probe_isolation() {
  constexpr int common = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
  if (geteuid() == 0 && child_can(common | CLONE_NEWNET)) return Isolation::root;
  if (child_can(common | CLONE_NEWUSER)) return Isolation::user;
  return Isolation::plain;
}

const char* isolation_name(Isolation isolation) {
  switch (isolation) {
    case Isolation::root:
      return "root";
    case Isolation::user:
      return "user";
    case Isolation::plain:
      return "plain";
  }
  return "plain";
}

bool parse_isolation(const std::string& name, Isolation& isolation) {
  for (Isolation each : {Isolation::root, Isolation::user, Isolation::plain})
    if (name == isolation_name(each)) {
      isolation = each;
      return true;
    }
  return false;
}

bool map_own_ids(int pid) {
  std::string proc = "/proc/" + std::to_string(pid);
  std::string uid = std::to_string(geteuid()), gid = std::to_string(getegid());
  write_file(proc + "/setgroups", "deny");
  return write_file(proc + "/uid_map", uid + " " + uid + " 1") &&
         write_file(proc + "/gid_map", gid + " " + gid + " 1");
}

}  // namespace shoal::shim
