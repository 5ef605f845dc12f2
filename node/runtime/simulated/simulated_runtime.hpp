#pragma once
// The simulated driver: pods without processes, for thousands of nodes on one machine and for
// deterministic simulation. Time is the caller's: every answer and event is due at a moment of the
// given Clock, and happens inside advance(), in order of (moment, order of request). The driver
// asks for its next call through `wake`; calling advance() early or too often changes nothing.
//
// A pod's annotations script it (milliseconds; unset: the container starts and runs for ever):
//   shoal.dev/simulated-start-ms        how long a start takes
//   shoal.dev/simulated-start-error     every start fails with this message
//   shoal.dev/simulated-exit-after-ms   each container ends so long after its start,
//   shoal.dev/simulated-exit-code       with this code (137 with simulated-oom "true")
//   shoal.dev/simulated-stop-ms         how long it takes to end after SIGTERM (default 0)
//   shoal.dev/simulated-probe-code      exit code of every exec (default 0)
// A key may end in ".<container>" to speak of one container only.
//
// Thread safe; callbacks run without the lock, one advance() at a time.

#include <map>
#include <mutex>

#include "node/runtime/runtime.hpp"

namespace shoal::runtime {

struct SimulatedOptions {
  Duration sandbox_latency = 5ms;
  Duration start_latency = 20ms;
};

class SimulatedRuntime final : public Runtime {
 public:
  // wake(at): call advance() at `at` or soon after. Called without the lock, from any verb.
  using Wake = std::function<void(MonoTime at)>;
  SimulatedRuntime(const Clock& clock, Wake wake, EventSink events, SimulatedOptions options = {});
  ~SimulatedRuntime() override;

  // Carries out everything due by now.
  void advance();
  // The moment of the next answer or event, if any is outstanding.
  std::optional<MonoTime> due() const;

  Capabilities capabilities() const override;
  void run_sandbox(SandboxSpec spec, Answer<std::string> answer) override;
  void remove_sandbox(const Uid& uid, Done done) override;
  void start_container(const Uid& uid, ContainerSpec spec, Done done) override;
  void stop_container(const ContainerKey& key, Duration grace, Done done) override;
  void signal_container(const ContainerKey& key, int signal, Done done) override;
  void remove_container(const ContainerKey& key, Done done) override;
  void list(Answer<std::vector<SandboxStatus>> answer) override;
  void exec_sync(const ContainerKey& key, std::vector<std::string> command, Duration timeout,
                 Answer<ExecResult> answer) override;
  void read_log(const ContainerKey& key, const std::string& log_path, uint64_t offset,
                Answer<LogChunk> answer) override;
  void stats(const Uid& uid, Answer<std::vector<ContainerStats>> answer) override;

 private:
  struct Container {
    ContainerStatus status;
    uint64_t ends = 0;  // the planned exit; a newer plan has another number
  };
  struct Pod {
    SandboxStatus status;
    Pairs script;  // the annotations that speak of the simulation
    std::map<std::pair<std::string, uint32_t>, Container> containers;
  };
  // A job looks at the pods under the lock and returns what is to be called without it.
  using Callback = std::function<void()>;
  using Job = std::function<Callback()>;

  void at(Duration delay, Job job);
  void now(Job job) { at(Duration::zero(), std::move(job)); }
  Container* find(const ContainerKey& key);
  void begin(const ContainerKey& key, Pod& pod, Container& container);
  void plan_exit(const ContainerKey& key, Container& container, Duration after, Exit exit);
  Callback end(const ContainerKey& key, Exit exit);

  const Clock& clock_;
  const Wake wake_;
  const EventSink events_;
  const SimulatedOptions options_;
  mutable std::mutex mutex_;
  std::mutex advancing_;
  std::map<Uid, Pod> pods_;
  std::map<std::pair<MonoTime, uint64_t>, Job> jobs_;
  uint64_t sequence_ = 0;
};

}  // namespace shoal::runtime
