#include "node/runtime/process/process_driver.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "node/runtime/process/records.hpp"
#include "node/shim/host/cgroup.hpp"

namespace shoal::runtime {

ProcessDriver::ProcessDriver(ProcessOptions options, std::string isolation, EventSink events)
    : options_(std::move(options)),
      isolation_(std::move(isolation)),
      events_(std::move(events)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  adopt();
  thread_ = std::thread([this] { run(); });
}

ProcessDriver::~ProcessDriver() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  eventfd_write(wake_.get(), 1);
  thread_.join();
  for (auto& [uid, pod] : pods_) pod.link.fail_all();
}

bool ProcessDriver::post(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    if (ending_ || jobs_.size() >= process_queue_max) return false;
    jobs_.push_back(std::move(job));
  }
  eventfd_write(wake_.get(), 1);
  return true;
}

// What an earlier process of this node left running, or ended.
void ProcessDriver::adopt() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(options_.pods_dir, error)) {
    Uid uid = entry.path().filename();
    struct stat there;
    if (stat(folder(uid).c_str(), &there) == 0) pods_[uid].link.connect(folder(uid));
  }
}

void ProcessDriver::run() {
  for (;;) {
    std::deque<std::function<void()>> jobs;
    {
      std::lock_guard lock(mutex_);
      jobs.swap(jobs_);
      // What was asked before the end is still sent; its answers are "unavailable".
      if (ending_ && jobs.empty()) return;
    }
    for (auto& job : jobs) job();
    poll_once();
  }
}

void ProcessDriver::poll_once() {
  std::vector<pollfd> fds{{wake_.get(), POLLIN, 0}};
  std::vector<Uid> owners{{}};
  MonoTime deadline = MonoTime::max();
  for (auto& [uid, pod] : pods_) {
    int fd = pod.link.connected() ? pod.link.fd() : pod.starter.get();
    if (fd < 0) continue;
    short events = pod.link.wants_to_write() ? POLLIN | POLLOUT : POLLIN;
    fds.push_back({fd, events, 0}), owners.push_back(uid);
    deadline = std::min(deadline, pod.link.next_deadline());
  }
  MonoTime now = system_clock().mono();
  int timeout = -1;
  if (deadline != MonoTime::max())
    timeout = int(std::clamp<int64_t>((deadline - now) / 1ms + 1, 0, 60'000));
  if (poll(fds.data(), fds.size(), timeout) < 0) return;
  eventfd_t drained;
  eventfd_read(wake_.get(), &drained);
  now = system_clock().mono();
  for (size_t i = 1; i < fds.size(); ++i) {
    auto at = pods_.find(owners[i]);
    if (at == pods_.end()) continue;
    Pod& pod = at->second;
    if (fds[i].revents != 0) {
      if (!pod.link.connected())
        shim_started(at->first, pod);
      else if (!pod.link.move([&](const auto& status) { exited(owners[i], status); }))
        link_lost(owners[i], pod);
    }
    if (auto again = pods_.find(owners[i]); again != pods_.end()) again->second.link.expire(now);
  }
}

void ProcessDriver::exited(const Uid& uid, const ContainerStatus& status) {
  events_({{uid, status.name, status.attempt}, status.exit});
}

bool ProcessDriver::start_shim(const Uid& uid, Pod& pod, std::string& error) {
  std::string dir = folder(uid);
  if (!shim::make_folders(dir, 0700)) {
    error = shim::with_errno("cannot make " + dir);
    return false;
  }
  std::vector<std::string> words{
      options_.shim_path, "--dir", dir, "--isolation", isolation_, "--hide", options_.pods_dir};
  for (const std::string& hidden : options_.hidden_paths)
    words.push_back("--hide"), words.push_back(hidden);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, (dir + "/errors").c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  int failed = posix_spawn(&pod.starter_pid, options_.shim_path.c_str(), &files, nullptr,
                           argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) {
    errno = failed;
    error = shim::with_errno("cannot start " + options_.shim_path);
    return false;
  }
  pod.starter.reset(int(syscall(SYS_pidfd_open, pod.starter_pid, 0)));
  return true;
}

// The starter has ended: the shim's socket is open, or it never will be.
void ProcessDriver::shim_started(const Uid& uid, Pod& pod) {
  waitpid(pod.starter_pid, nullptr, 0);
  pod.starter.reset();
  pod.link.connect(folder(uid));
  auto jobs = std::move(pod.after_start);
  pod.after_start.clear();
  for (auto& job : jobs) job();
}

void ProcessDriver::run_sandbox(const SandboxSpec& spec, Reply reply) {
  Pod& pod = pods_[spec.uid];
  auto send = [this, spec, reply] {
    auto at = pods_.find(spec.uid);
    if (at == pods_.end() || !at->second.link.connected())
      return reply(Status(Code::unavailable, "the pod's shim did not start: " +
                                                 shim::read_file(folder(spec.uid) + "/errors")));
    ask(spec.uid, shim::Verb::sandbox, shim::encode(spec), options_.request_timeout, reply);
  };
  if (pod.link.connected()) return send();
  if (!pod.starter) {
    SandboxStatus left;
    if (read_records(folder(spec.uid), {}, left))
      return reply(Status(Code::conflict, "the pod's shim is lost: remove the sandbox first"));
    std::string error;
    if (!start_shim(spec.uid, pod, error)) return reply(Status(Code::internal, error));
  }
  pod.after_start.push_back(send);
}

void ProcessDriver::ask(const Uid& uid, shim::Verb verb, const std::string& payload,
                        Duration timeout, Reply reply) {
  auto at = pods_.find(uid);
  if (at == pods_.end())
    return reply(Status(Code::not_found, "pod " + uid + " has no sandbox on this node"));
  ShimLink& link = at->second.link;
  link.ask(verb, payload, system_clock().mono() + timeout, std::move(reply));
}

void ProcessDriver::remove_sandbox(const Uid& uid, Done done) {
  auto at = pods_.find(uid);
  if (at == pods_.end()) return done({});
  Pod& pod = at->second;
  if (pod.starter) {
    pod.after_start.push_back([this, uid, done] { remove_sandbox(uid, done); });
    return;
  }
  if (!pod.link.connected()) {
    clean_up(uid);
    return done({});
  }
  pod.removing = true;
  ask(uid, shim::Verb::end, {}, options_.request_timeout, [this, uid, done](auto result) {
    Status status = result.status();
    // A shim that went while it was asked is gone as well; what it left is removed either way.
    if (!status.ok() && status.code() != Code::unavailable) return done(status);
    bool posted = post([this, uid, done] {
      clean_up(uid);
      done({});
    });
    if (!posted) done(Status(Code::unavailable, "the runtime is closing"));
  });
}

void ProcessDriver::clean_up(const Uid& uid) {
  auto at = pods_.find(uid);
  if (at != pods_.end()) {
    at->second.link.fail_all();
    pods_.erase(at);
  }
  SandboxSpec spec;
  if (read_sandbox_spec(folder(uid), spec) && !spec.cgroup_parent.empty()) {
    shim::CgroupLayout layout = shim::host_cgroups();
    std::string cgroup = shim::pod_cgroup(spec.cgroup_parent, uid);
    shim::remove_dying_cgroup(layout, cgroup);
  }
  remove_folder(folder(uid));
}

// Containers die with their shim, so each that has no exit record is over too.
void ProcessDriver::link_lost(const Uid& uid, Pod& pod) {
  bool removing = pod.removing;
  pod.link.fail_all();
  SandboxStatus left;
  if (removing || !read_records(folder(uid), system_clock().wall(), left)) return;
  for (const ContainerStatus& status : left.containers)
    if (status.exit.lost) exited(uid, status);
}

void ProcessDriver::list(Answer<std::vector<SandboxStatus>> answer) {
  struct Gathering {
    std::vector<SandboxStatus> all;
    Answer<std::vector<SandboxStatus>> answer;
    ~Gathering() {
      std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.uid < b.uid; });
      answer(std::move(all));
    }
  };
  auto gathering = std::make_shared<Gathering>();
  gathering->answer = std::move(answer);
  std::vector<Uid> uids;
  for (const auto& [uid, pod] : pods_) uids.push_back(uid);
  for (const Uid& uid : uids)
    ask(uid, shim::Verb::list, {}, options_.request_timeout, [this, uid, gathering](auto result) {
      SandboxStatus status;
      bool known = result.ok() ? shim::decode(*result, status)
                               : read_records(folder(uid), system_clock().wall(), status);
      if (known && !status.uid.empty()) gathering->all.push_back(std::move(status));
    });
}

}  // namespace shoal::runtime
