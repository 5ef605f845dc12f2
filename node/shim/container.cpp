#include "node/shim/container.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "node/shim/host/log_files.hpp"
#include "node/shim/protocol/protocol.hpp"

namespace shoal::shim {
namespace {

// A container that writes faster than this shim's share of the processor waits in its pipe.
constexpr int pipe_bytes = 256 << 10;

bool make_pipe(Fd& near, Fd& far, bool we_read) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  near.reset(ends[we_read ? 0 : 1]), far.reset(ends[we_read ? 1 : 0]);
  if (we_read) fcntl(near.get(), F_SETFL, O_NONBLOCK);
  return true;
}

}  // namespace

WallTime wall_now() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return wall_from_unix_ns(int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec);
}

int64_t boot_now_ns() {
  timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

Container::Container(PodContext& pod, runtime::ContainerSpec spec)
    : pod_(pod), spec_(std::move(spec)) {
  status_.name = spec_.name;
  status_.attempt = spec_.attempt;
  status_.log_path = spec_.log_path;
}

std::string Container::cgroup() const {
  if (pod_.sandbox.cgroup_parent.empty()) return {};
  return container_cgroup(pod_.sandbox.cgroup_parent, pod_.sandbox.uid, spec_.name, spec_.attempt);
}

bool Container::open_log(std::string& error) {
  size_t slash = spec_.log_path.rfind('/');
  make_folders(spec_.log_path.substr(0, slash));
  log_.reset(open(spec_.log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!log_) error = with_errno("cannot open the log " + spec_.log_path);
  return bool(log_);
}

bool Container::make_message_file() {
  if (spec_.termination_message_path.empty()) return false;
  std::string file = pod_.folder + "/" + record_file(spec_.name, spec_.attempt, "message");
  Fd made(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (made) fchmod(made.get(), 0666);
  return bool(made);
}

bool Container::start(std::string& error) {
  if (pod_.isolation == Isolation::plain && !spec_.mounts.empty()) {
    error = "volume mounts need root or unprivileged user namespaces on the node";
    return false;
  }
  if (!open_log(error)) return false;
  if (!cgroup().empty() && !make_cgroup(pod_.layout, cgroup(), spec_.resources, error))
    return false;
  InitSpec init{spec_, pod_.namespaces};
  init.view.folder = pod_.folder;
  init.view.hidden = pod_.hidden;
  if (make_message_file())
    init.view.message_file = pod_.folder + "/" + record_file(spec_.name, spec_.attempt, "message");
  if (!pod_.sandbox.host_network) init.view.hosts_file = pod_.folder + "/hosts";
  init.view.user_namespace = pod_.isolation == Isolation::user;
  init.view.host_pid = pod_.sandbox.host_pid;
  init.isolation = pod_.isolation;
  init.hostname = pod_.sandbox.hostname.empty() ? pod_.sandbox.name : pod_.sandbox.hostname;
  InitPipes far;
  Fd go;
  bool piped = make_pipe(go, far.go, false) && make_pipe(out_, far.out, true) &&
               make_pipe(err_, far.err, true) && make_pipe(error_, far.error, true) &&
               make_pipe(exit_, far.status, true);
  if (piped) fcntl(out_.get(), F_SETPIPE_SZ, pipe_bytes);
  if (piped) init_ = pid_t(syscall(SYS_clone, init_clone_flags(init), 0, 0, 0, 0));
  if (piped && init_ == 0) {
    go.reset();
    run_init(init, std::move(far));
  }
  if (init_ <= 0) {
    error = with_errno("cannot start a process");
    error_.reset();
    return false;
  }
  if (!cgroup().empty()) enter_cgroup(pod_.layout, cgroup(), init_);
  if (pod_.isolation == Isolation::user) map_own_ids(init_);
  return write(go.get(), "g", 1) == 1;
}

std::optional<std::string> Container::started() {
  char buffer[512];
  for (;;) {
    ssize_t n = read(error_.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EAGAIN) return std::nullopt;
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    if (start_error_.size() < 4096) start_error_.append(buffer, size_t(n));
  }
  error_.reset();
  if (!start_error_.empty()) return start_error_;
  status_.state = runtime::ContainerState::running;
  status_.pid = init_;
  status_.started = wall_now();
  write_record("started", false);
  return std::string();
}

void Container::stop(int64_t grace_ns, int64_t now_ns) {
  if (status_.state == runtime::ContainerState::exited) return;
  int64_t at = now_ns + std::max<int64_t>(grace_ns, 0);
  kill_at_ = kill_at_ == 0 ? at : std::min(kill_at_, at);
  if (grace_ns > 0 && !asked_) asked_ = signal(SIGTERM);
  if (grace_ns <= 0) kill_now();
}

bool Container::signal(int number) {
  return init_ > 0 && kill(init_, number) == 0;
}

void Container::kill_now() {
  kill_at_ = 0;
  signal(SIGKILL);
  if (!cgroup().empty()) kill_cgroup(pod_.layout, cgroup());
}

// `text` is whole lines of the log's own format, so that files end where lines end.
void Container::write_log(std::string_view text) {
  if (log_bytes_ > 0 && log_bytes_ + text.size() > runtime::log_file_bytes_max &&
      runtime::rotate_log(spec_.log_path)) {
    std::string ignored;
    open_log(ignored);
    log_bytes_ = 0;
  }
  log_bytes_ += text.size();
  while (!text.empty()) {
    ssize_t n = write(log_.get(), text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // a full disk loses output, never the container
    text.remove_prefix(size_t(n));
  }
}

void Container::pump(Fd& fd, runtime::LogSplitter& lines) {
  constexpr int reads_max = 16;  // then the other descriptors have their turn
  char buffer[32 << 10];
  std::string text;
  for (int i = 0; fd && i < reads_max; ++i) {
    ssize_t n = read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    if (n == 0) {
      lines.finish(wall_now(), text);
      fd.reset();
    } else {
      lines.feed({buffer, size_t(n)}, wall_now(), text);
    }
  }
  write_log(text);
}

void Container::read_output() {
  pump(out_, out_lines_);
  pump(err_, err_lines_);
}

void Container::write_record(const char* suffix, bool synced) {
  shim::write_record(pod_.folder, record_file(spec_.name, spec_.attempt, suffix), encode(status_),
                     synced);
}

void Container::ended(int init_status) {
  // All its processes are gone, so what the pipes hold now is all there will ever be; a descriptor
  // that was passed out of the container must not keep us here.
  constexpr int rounds_max = 64;
  for (int i = 0; i < rounds_max && (out_ || err_); ++i) read_output();
  std::string rest;
  out_lines_.finish(wall_now(), rest), err_lines_.finish(wall_now(), rest);
  write_log(rest);
  runtime::Exit& exit = status_.exit;
  int status = init_status;
  // Without its word the program was killed together with its init.
  if (read(exit_.get(), &status, sizeof status) != sizeof status && WIFEXITED(init_status))
    status = SIGKILL;
  exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  exit.code = WIFSIGNALED(status) ? 128 + exit.signal : WEXITSTATUS(status);
  exit.oom_killed =
      exit.code == 128 + SIGKILL && !cgroup().empty() && was_oom_killed(pod_.layout, cgroup());
  exit.started = status_.started;
  exit.finished = wall_now();
  exit.message = read_file(pod_.folder + "/" + record_file(spec_.name, spec_.attempt, "message"),
                           runtime::termination_message_bytes_max);
  status_.state = runtime::ContainerState::exited;
  status_.pid = 0;
  init_ = 0, kill_at_ = 0;
  out_.reset(), err_.reset(), exit_.reset(), log_.reset();
  if (!cgroup().empty()) kill_cgroup(pod_.layout, cgroup()), remove_cgroup(pod_.layout, cgroup());
  if (start_error_.empty()) write_record("exit", true);
}

void Container::forget() {
  for (const char* suffix : {"started", "exit", "message"})
    unlink((pod_.folder + "/" + record_file(spec_.name, spec_.attempt, suffix)).c_str());
}

}  // namespace shoal::shim
