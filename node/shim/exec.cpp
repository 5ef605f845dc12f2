#include "node/shim/exec.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "node/shim/init.hpp"

namespace shoal::shim {
namespace {

bool same_namespace(const std::string& a, const std::string& b) {
  struct stat x, y;
  return stat(a.c_str(), &x) == 0 && stat(b.c_str(), &y) == 0 && x.st_ino == y.st_ino;
}

// The user namespace first: it is what gives the right to enter the others.
bool enter_namespaces(pid_t init) {
  std::string base = "/proc/" + std::to_string(init) + "/ns/";
  std::vector<Fd> entered;
  for (const char* name : {"user", "pid", "net", "uts", "ipc", "mnt"}) {
    if (same_namespace(base + name, std::string("/proc/self/ns/") + name)) continue;
    entered.emplace_back(open((base + name).c_str(), O_RDONLY | O_CLOEXEC));
  }
  for (const Fd& fd : entered)
    if (setns(fd.get(), 0) != 0) return false;
  return true;
}

ExecStatus wait_at_most(pid_t command, int64_t timeout_ns) {
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  timespec timeout{timeout_ns / 1'000'000'000, timeout_ns % 1'000'000'000};
  ExecStatus result;
  int status = 0;
  if (waitpid(command, &status, WNOHANG) != command) {
    int got = sigtimedwait(&ended, nullptr, &timeout);
    result.timed_out = got < 0 && errno == EAGAIN;
    if (result.timed_out) kill(-command, SIGKILL), kill(command, SIGKILL);
    waitpid(command, &status, 0);
  }
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

[[noreturn]] void live_as_exec(const ExecTarget& target, const runtime::ContainerSpec& spec,
                               const std::vector<std::string>& command, int64_t timeout_ns,
                               int output, int status) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  default_signals();
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ended, nullptr);
  if (!target.cgroup.empty()) enter_cgroup(target.layout, target.cgroup, getpid());
  if (target.namespaces && !enter_namespaces(target.init)) _exit(1);
  pid_t child = fork();
  if (child == 0) {
    setsid();
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(null, 0), dup2(output, 1), dup2(output, 2);
    become(spec, command, 2);
  }
  close(output);
  ExecStatus result{126, 0};
  if (child > 0) result = wait_at_most(child, timeout_ns);
  [[maybe_unused]] ssize_t told = write(status, &result, sizeof result);
  _exit(0);
}

}  // namespace

bool start_exec(const ExecTarget& target, const runtime::ContainerSpec& spec,
                const std::vector<std::string>& command, int64_t timeout_ns, ExecRun& run) {
  int output[2], status[2];
  if (pipe2(output, O_CLOEXEC) != 0) return false;
  run.output.reset(output[0]);
  Fd output_end(output[1]);
  if (pipe2(status, O_CLOEXEC) != 0) return false;
  run.status.reset(status[0]);
  Fd status_end(status[1]);
  run.pid = fork();
  if (run.pid == 0)
    live_as_exec(target, spec, command, timeout_ns, output_end.get(), status_end.get());
  fcntl(run.output.get(), F_SETFL, O_NONBLOCK);
  fcntl(run.status.get(), F_SETFL, O_NONBLOCK);
  return run.pid > 0;
}

}  // namespace shoal::shim
