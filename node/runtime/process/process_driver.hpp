#pragma once
// The process driver's thread: it polls the shims' sockets, starts shims and carries out what the
// callers of the runtime asked for. Everything private belongs to that thread; post() is for all.

#include <deque>
#include <mutex>
#include <thread>

#include "node/runtime/process/shim_link.hpp"

namespace shoal::runtime {

class ProcessDriver {
 public:
  ProcessDriver(ProcessOptions options, std::string isolation, EventSink events);
  ~ProcessDriver();
  ProcessDriver(const ProcessDriver&) = delete;

  // False when process_queue_max jobs wait already.
  bool post(std::function<void()> job);

  // The rest runs on the thread.
  using Reply = ShimLink::Reply;
  void run_sandbox(const SandboxSpec& spec, Reply reply);
  void remove_sandbox(const Uid& uid, Done done);
  void ask(const Uid& uid, shim::Verb verb, const std::string& payload, Duration timeout,
           Reply reply);
  void list(Answer<std::vector<SandboxStatus>> answer);
  std::string folder(const Uid& uid) const { return options_.pods_dir + "/" + uid + "/shim"; }
  Duration request_timeout() const { return options_.request_timeout; }

 private:
  struct Pod {
    ShimLink link;
    shim::Fd starter;  // pidfd of the program that starts the shim; the shim itself lives on
    int starter_pid = 0;
    std::vector<std::function<void()>> after_start;
    bool removing = false;
  };

  void adopt();
  void run();
  void poll_once();
  bool start_shim(const Uid& uid, Pod& pod, std::string& error);
  void shim_started(const Uid& uid, Pod& pod);
  void link_lost(const Uid& uid, Pod& pod);
  void clean_up(const Uid& uid);
  void exited(const Uid& uid, const ContainerStatus& status);

  const ProcessOptions options_;
  const std::string isolation_;
  const EventSink events_;
  std::map<Uid, Pod> pods_;
  std::mutex mutex_;
  std::deque<std::function<void()>> jobs_;  // under mutex_
  bool ending_ = false;                     // under mutex_
  shim::Fd wake_;
  std::thread thread_;
};

}  // namespace shoal::runtime
