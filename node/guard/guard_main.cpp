// shoal-guard --dir FOLDER [--watchdog-ms 2000] [--stop-ms 15000] -- PROGRAM ARGUMENTS...
// Starts PROGRAM (shoald), starts it again at once when it dies, forwards SIGTERM and SIGINT, kills
// it when it has not ended in time after that, and ends with it when it ends by itself (exit 0 or
// do_not_restart). Enforces the fencing deadline and
// the watchdog of page.hpp, also while PROGRAM is stopped or spinning. After its start it allocates
// nothing, has no thread, and keeps no descriptor of its child's, so that little can go wrong in
// it.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "node/guard/crash_record.hpp"
#include "node/guard/decide.hpp"
#include "node/guard/page.hpp"

namespace shoal::guard {
namespace {

constexpr int64_t tick_ns = 50'000'000;

struct Guard {
  Page* page = nullptr;
  char** program = nullptr;
  char page_file[4096];
  char crashes[4096];
  int64_t watchdog_ns = 2'000'000'000;
  int64_t stop_patience_ns = 15'000'000'000;  // longer than the program's own grace
  int alive_read = -1;  // handed to the child; we hold the writing end for as long as we live
  sigset_t signals;
  pid_t child = 0;
  int64_t started_ns = 0;
  int64_t stopping_ns = 0;  // since when it is to end; 0: it is not
  bool spun = false;
  Deaths deaths;
  Watch watch;

  bool start();
  void tick();
  void fence(int64_t now);
  void record(int status, int64_t now);
  // True when the guard is to end, with the exit code.
  bool child_ended(int status, int& code);
  int run();
};

bool Guard::start() {
  page->incarnation.fetch_add(1);
  page->heartbeat.store(0);
  for (Slot& slot : page->slots) slot.end();
  watch = Watch();
  spun = false;
  started_ns = boot_now_ns();
  child = fork();
  if (child != 0) return child > 0;
  fcntl(alive_read, F_SETFD, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execvp(program[0], program);
  perror("shoal-guard: cannot run the program");
  _exit(do_not_restart);
}

// SIGKILL to all in a cgroup; repeated at every tick until the deadline moves on, so that a fork
// that was faster is met as well.
void kill_folder(const char* folder) {
  char path[cgroup_bytes_max + 16], pids[4096];
  snprintf(path, sizeof path, "%s/cgroup.kill", folder);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd >= 0) {
    [[maybe_unused]] ssize_t told = write(fd, "1", 1);
    close(fd);
  }
  snprintf(path, sizeof path, "%s/cgroup.procs", folder);
  fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t size = read(fd, pids, sizeof pids - 1);
  close(fd);
  if (size <= 0) return;
  pids[size] = 0;
  for (char *at = pids, *end; (end = strchr(at, '\n')) != nullptr; at = end + 1)
    if (pid_t pid = atoi(at); pid > 1) kill(pid, SIGKILL);
}

void Guard::fence(int64_t now) {
  int64_t deadline = page->fencing_deadline_ns.load();
  if (deadline == 0 || now < deadline) return;
  uint32_t count = std::min(page->cgroup_count.load(), cgroups_max);
  for (uint32_t i = 0; i < count; ++i) {
    char folder[cgroup_bytes_max];
    memcpy(folder, page->cgroups[i], sizeof folder);
    folder[sizeof folder - 1] = 0;
    // Never a hierarchy's root, whatever a dying writer left here.
    if (strncmp(folder, "/sys/fs/cgroup/", 15) == 0 && strlen(folder) > 16) kill_folder(folder);
  }
}

void Guard::tick() {
  int64_t now = boot_now_ns();
  fence(now);
  if (child > 0 && stopping_ns != 0 && now - stopping_ns >= stop_patience_ns) kill(child, SIGKILL);
  if (child == 0 || spun) return;
  int64_t oldest = 0;
  for (const Slot& slot : page->slots)
    if (int64_t since = slot.since_ns.load(); since != 0 && (oldest == 0 || since < oldest))
      oldest = since;
  if (!spins(watch, page->heartbeat.load(), oldest, now, watchdog_ns)) return;
  spun = true;
  kill(child, SIGKILL);
}

void Guard::record(int status, int64_t now) {
  char text[16384];
  bool signaled = WIFSIGNALED(status);
  int size = snprintf(text, sizeof text, "death incarnation=%u kind=%s value=%d lived_ms=%lld\n",
                      page->incarnation.load(),
                      spun       ? "spin"
                      : signaled ? "signal"
                                 : "exit",
                      signaled ? WTERMSIG(status) : WEXITSTATUS(status),
                      static_cast<long long>((now - started_ns) / 1'000'000));
  for (const Slot& slot : page->slots) {
    int64_t since = slot.since_ns.load();
    if (since == 0 || size > int(sizeof text) - 256) continue;
    char actor[actor_bytes_max];
    memcpy(actor, slot.actor, sizeof actor);
    actor[sizeof actor - 1] = 0;
    for (char* c = actor; *c != 0; ++c)
      if (*c <= ' ') *c = '_';
    size += snprintf(text + size, sizeof text - size, "slot actor=%s message=%llu busy_ms=%lld\n",
                     actor, static_cast<unsigned long long>(slot.message_id),
                     static_cast<long long>((now - since) / 1'000'000));
  }
  int fd = open(crashes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (lseek(fd, 0, SEEK_END) < off_t(crashes_bytes_max)) {
    [[maybe_unused]] ssize_t told = write(fd, text, size_t(size));
    fdatasync(fd);
  }
  close(fd);
}

bool Guard::child_ended(int status, int& code) {
  child = 0;
  int64_t now = boot_now_ns();
  code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  bool asked = WIFEXITED(status) && (code == 0 || code == do_not_restart);
  if (asked || stopping_ns != 0) return true;
  // Before the restart: the next shoald reads it when it starts.
  record(status, now);
  for (int64_t until = now + restart_delay(deaths, now - started_ns); boot_now_ns() < until;) {
    timespec wait{0, long(std::min(tick_ns, until - boot_now_ns() + 1))};
    int got = sigtimedwait(&signals, nullptr, &wait);
    tick();
    if (got == SIGTERM || got == SIGINT) return true;
  }
  if (start()) return false;
  code = 1;
  return true;
}

int Guard::run() {
  if (!start()) return 1;
  for (;;) {
    timespec wait{0, tick_ns};
    int got = sigtimedwait(&signals, nullptr, &wait);
    if (got == SIGTERM || got == SIGINT) {
      if (stopping_ns == 0) stopping_ns = boot_now_ns();
      if (child > 0) kill(child, got);
    }
    int status = 0, code = 0;
    // Also the shims of shoald's that have ended: orphans become ours.
    for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
      if (ended == child && child_ended(status, code)) return code;
    tick();
  }
}

bool prepare(Guard& guard, const char* dir) {
  snprintf(guard.page_file, sizeof guard.page_file, "%s/guard.page", dir);
  snprintf(guard.crashes, sizeof guard.crashes, "%s/%s", dir, crashes_file);
  // A new file, never the old one's memory: a shoald of a guard that died may still write there.
  unlink(guard.page_file);
  guard.page = map_page(guard.page_file, true);
  int ends[2];
  if (guard.page == nullptr || pipe2(ends, O_CLOEXEC) != 0) return false;
  guard.alive_read = ends[0];
  char number[16];
  snprintf(number, sizeof number, "%d", ends[0]);
  setenv(page_variable, guard.page_file, 1);
  setenv(alive_variable, number, 1);
  sigemptyset(&guard.signals);
  for (int each : {SIGCHLD, SIGTERM, SIGINT}) sigaddset(&guard.signals, each);
  sigprocmask(SIG_SETMASK, &guard.signals, nullptr);
  signal(SIGHUP, SIG_IGN);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  mlockall(MCL_CURRENT | MCL_FUTURE);  // best effort: the right to it may be missing
  return true;
}

}  // namespace
}  // namespace shoal::guard

int main(int argc, char** argv) {
  static shoal::guard::Guard guard;
  const char* dir = nullptr;
  int i = 1;
  for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i += 2) {
    if (strcmp(argv[i], "--dir") == 0) dir = argv[i + 1];
    if (strcmp(argv[i], "--watchdog-ms") == 0)
      guard.watchdog_ns = std::max(100L, atol(argv[i + 1])) * 1'000'000;
    if (strcmp(argv[i], "--stop-ms") == 0)
      guard.stop_patience_ns = std::max(100L, atol(argv[i + 1])) * 1'000'000;
  }
  if (dir == nullptr || i + 1 >= argc || strcmp(argv[i], "--") != 0) {
    fputs(
        "usage: shoal-guard --dir FOLDER [--watchdog-ms N] [--stop-ms N] -- PROGRAM ARGUMENTS...\n",
        stderr);
    return 2;
  }
  guard.program = argv + i + 1;
  if (!shoal::guard::prepare(guard, dir)) {
    perror("shoal-guard: cannot make its page");
    return 1;
  }
  return guard.run();
}
