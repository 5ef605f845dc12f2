#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "actors/http_client/probe.hpp"
#include "node/agent/agent.hpp"

namespace shoal::agent {
namespace {

constexpr size_t probes_waiting_max = 4096;

Status carry_out(const NetworkProbe& probe) {
  if (probe.port == 0) return {Code::invalid, "the probe names no port of the container"};
  if (!probe.http) return http::probe_tcp(probe.host, probe.port, probe.timeout);
  http::HttpProbe ask;
  ask.host = probe.host, ask.port = probe.port, ask.tls = probe.tls;
  ask.path = probe.path, ask.timeout = probe.timeout;
  for (const auto& [name, value] : probe.headers) {
    std::string lower = name;
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    ask.headers.add(lower, value);
  }
  return http::probe_http(ask);
}

// Threads that block for one probe each; those that wait are answered when it ends.
class ProbeThreads {
 public:
  explicit ProbeThreads(size_t threads) {
    for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }
  ~ProbeThreads() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& [probe, answer] : waiting_) answer(Status(Code::unavailable, "shutting down"));
  }
  void ask(NetworkProbe probe, std::function<void(Status)> answer) {
    {
      std::lock_guard lock(mutex_);
      if (waiting_.size() < probes_waiting_max) {
        waiting_.emplace_back(std::move(probe), std::move(answer));
        changed_.notify_one();
        return;
      }
    }
    answer(Status(Code::unavailable, "too many probes wait"));
  }

 private:
  using Job = std::pair<NetworkProbe, std::function<void(Status)>>;
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (ending_) return;
      Job job = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      job.second(carry_out(job.first));
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

Prober make_prober(size_t threads) {
  auto shared = std::make_shared<ProbeThreads>(threads);
  return [shared](NetworkProbe probe, std::function<void(Status)> answer) {
    shared->ask(std::move(probe), std::move(answer));
  };
}

Prober always_answering() {
  return [](const NetworkProbe&, const std::function<void(Status)>& answer) { answer(Status()); };
}

}  // namespace shoal::agent
