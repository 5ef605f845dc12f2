// shoal-shim --dir FOLDER --isolation root|user|plain [--hide PATH]...
//   keeps one pod; FOLDER exists and is the pod's own. Returns at once with 0 when its socket is
//   open.
// shoal-shim --probe
//   prints how far containers can be isolated here: root, user or plain.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "node/shim/shim.hpp"

namespace shoal::shim {
namespace {

int fail(const std::string& what) {
  std::string line = "shoal-shim: " + with_errno(what) + "\n";
  [[maybe_unused]] ssize_t told = write(2, line.data(), line.size());
  return 1;
}

// The path of a socket has 107 bytes; through the folder's descriptor any folder will do.
bool listen_in(const std::string& folder, Fd& listener) {
  Fd dir(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!dir) return false;
  unlinkat(dir.get(), socket_file, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", dir.get(),
           socket_file);
  listener.reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  mode_t before = umask(0177);
  bool bound =
      listener && bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  umask(before);
  return bound && listen(listener.get(), int(clients_max)) == 0;
}

// "<pid> <start time in clock ticks since boot>": a pid alone may be another process tomorrow.
bool leave_identity(const std::string& folder) {
  std::string stat = read_file("/proc/self/stat");
  size_t at = stat.rfind(')');
  constexpr int fields_to_start_time = 20;
  for (int i = 0; i < fields_to_start_time && at != std::string::npos; ++i)
    at = stat.find(' ', at + 1);
  if (at == std::string::npos) return false;
  std::string started = stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
  return write_record(folder, identity_file, std::to_string(getpid()) + " " + started + "\n",
                      false);
}

Fd child_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  // Nothing but the protocol and SIGKILL ends a shim: it answers for running containers.
  for (int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) signal(number, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &set, nullptr);
  return Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int keep_pod(PodContext pod) {
  syscall(SYS_close_range, 3u, ~0u, 0u);
  Fd listener;
  if (!listen_in(pod.folder, listener)) return fail("cannot listen in " + pod.folder);
  pid_t child = fork();
  if (child < 0) return fail("fork");
  if (child > 0) _exit(0);
  setsid();
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(null, 0), dup2(null, 1), dup2(null, 2);
  close(null);
  if (chdir("/") != 0 || !leave_identity(pod.folder)) return 1;
  pod.layout = host_cgroups();
  Fd signals = child_signals();
  return Shim(std::move(pod), std::move(listener), std::move(signals)).run();
}

}  // namespace
}  // namespace shoal::shim

int main(int argc, char** argv) {
  using namespace shoal::shim;
  PodContext pod;
  bool isolated = false;
  for (int i = 1; i < argc; ++i) {
    std::string flag = argv[i];
    if (flag == "--probe") return puts(isolation_name(probe_isolation())) < 0;
    if (i + 1 >= argc) break;
    std::string value = argv[++i];
    if (flag == "--dir") pod.folder = value;
    if (flag == "--hide") pod.hidden.push_back(value);
    if (flag == "--isolation") isolated = parse_isolation(value, pod.isolation);
  }
  if (pod.folder.empty() || pod.folder[0] != '/' || !isolated) {
    fputs("usage: shoal-shim --dir FOLDER --isolation root|user|plain [--hide PATH]...\n", stderr);
    return 2;
  }
  return keep_pod(std::move(pod));
}
