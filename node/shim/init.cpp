#include "node/shim/init.hpp"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace shoal::shim {
namespace {

[[noreturn]] void give_up(int error, const std::string& why) {
  [[maybe_unused]] ssize_t told = write(error, why.data(), why.size());
  _exit(125);
}

void raise_oom_score(int wanted) {
  if (wanted == 0) return;
  int own = atoi(read_file("/proc/self/oom_score_adj").c_str());
  // Lowering it needs CAP_SYS_RESOURCE, which a node may lack.
  write_file("/proc/self/oom_score_adj", std::to_string(std::max(own, wanted)));
}

// Keeps one descriptor, as number 3; the standard ones become /dev/null.
int keep_only(int fd) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int i = 0; i < 3; ++i) dup2(null, i);
  int kept = dup2(fd, 3);
  syscall(SYS_close_range, 4u, ~0u, 0u);
  return kept;
}

// Forwards what arrives until the program has ended; answers its wait status.
int follow(pid_t program) {
  sigset_t all;
  sigfillset(&all);
  for (;;) {
    siginfo_t got;
    if (sigwaitinfo(&all, &got) < 0) continue;
    if (got.si_signo != SIGCHLD) {
      kill(program, got.si_signo);
      continue;
    }
    int status = 0;
    for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
      if (ended == program) return status;
  }
}

void start_program(const InitSpec& spec, InitPipes& pipes) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  setsid();
  dup2(null, 0), dup2(pipes.out.get(), 1), dup2(pipes.err.get(), 2);
  std::vector<std::string> words = spec.container.command;
  words.insert(words.end(), spec.container.args.begin(), spec.container.args.end());
  raise_oom_score(spec.container.resources.oom_score_adj);
  become(spec.container, words, pipes.error.get());
}

void isolate(const InitSpec& spec, int error) {
  std::string why;
  if (spec.isolation == Isolation::root && !join(spec.sandbox))
    give_up(error, with_errno("cannot enter the pod's namespaces"));
  if (spec.isolation == Isolation::user)
    sethostname(spec.hostname.data(), std::min<size_t>(spec.hostname.size(), 64));
  if (spec.isolation != Isolation::plain && !enter_view(spec.view, spec.container, why))
    give_up(error, why);
}

}  // namespace

int init_clone_flags(const InitSpec& spec) {
  int flags = SIGCHLD;
  if (spec.isolation == Isolation::plain) return flags;
  flags |= CLONE_NEWNS;
  if (!spec.view.host_pid) flags |= CLONE_NEWPID;
  if (spec.isolation == Isolation::user) flags |= CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC;
  return flags;
}

void run_init(const InitSpec& spec, InitPipes pipes) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "shoal-init");
  setsid();
  char go = 0;
  if (read(pipes.go.get(), &go, 1) != 1) _exit(125);
  // Blocked, not ignored: process 1 of a namespace is sent only what it blocks or handles.
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  isolate(spec, pipes.error.get());
  pid_t program = fork();
  if (program == 0) start_program(spec, pipes);
  if (program < 0) give_up(pipes.error.get(), with_errno("fork"));
  int status_fd = keep_only(pipes.status.release());
  int status = follow(program);
  if (!(init_clone_flags(spec) & CLONE_NEWPID)) kill_children_except({});
  [[maybe_unused]] ssize_t told = write(status_fd, &status, sizeof status);
  _exit(0);
}

void default_signals() {
  for (int number = 1; number < 32; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void become(const runtime::ContainerSpec& spec, const std::vector<std::string>& words, int error) {
  std::vector<std::string> variables;
  bool has_path = false;
  for (const auto& [key, value] : spec.env) {
    variables.push_back(key + "=" + value);
    has_path = has_path || key == "PATH";
  }
  if (!has_path)
    variables.push_back("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  std::vector<char*> argv, envp;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  for (const std::string& variable : variables) envp.push_back(const_cast<char*>(variable.c_str()));
  argv.push_back(nullptr), envp.push_back(nullptr);

  if (!spec.working_dir.empty() && chdir(spec.working_dir.c_str()) != 0)
    give_up(error, with_errno("cannot enter workingDir " + spec.working_dir));
  if (spec.run_as_user || spec.run_as_group) {
    gid_t group = spec.run_as_group.value_or(0);
    if (setgroups(1, &group) != 0 || setresgid(group, group, group) != 0)
      give_up(error, with_errno("cannot run as group " + std::to_string(group)));
    uid_t user = spec.run_as_user.value_or(geteuid());
    if (setresuid(user, user, user) != 0)
      give_up(error, with_errno("cannot run as user " + std::to_string(user)));
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  default_signals();
  environ = envp.data();
  execvp(argv[0], argv.data());
  give_up(error, with_errno("cannot run \"" + words[0] + "\""));
}

void kill_children_except(const std::vector<int>& spare) {
  constexpr int rounds_max = 64;  // each round reaches one generation
  std::string list = "/proc/self/task/" + std::to_string(syscall(SYS_gettid)) + "/children";
  for (int round = 0; round < rounds_max; ++round) {
    std::string pids = read_file(list);
    int killed = 0;
    for (const char* at = pids.c_str(); *at != 0;) {
      char* end;
      int pid = int(strtol(at, &end, 10));
      if (end == at) break;
      at = end + strspn(end, " ");
      if (std::find(spare.begin(), spare.end(), pid) != spare.end()) continue;
      kill(pid, SIGKILL);
      ++killed;
      waitpid(pid, nullptr, 0);
    }
    if (killed == 0) return;
  }
}

}  // namespace shoal::shim
