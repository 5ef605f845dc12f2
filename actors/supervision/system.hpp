#pragma once
// System: one node's actors. It owns CAF's actor system, the timers and the root supervisor, whose
// path is the node's name. Real: worker threads and a timer thread. Deterministic: no thread at
// all; the test or simulator runs one job at a time, in an order drawn from the seed, and moves the
// clock itself. Everything but the deterministic part is thread safe.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/supervision/tree.hpp"
#include "schema/actor/actor_spec.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/random.hpp"

namespace shoal {

class RunningPage;  // actors/supervision/running_page.hpp

struct SystemOptions {
  NodeName node = "n1";
  const Clock* clock = nullptr;  // real: &system_clock(); must outlive the system
  uint64_t seed = 1;
  bool deterministic = false;
  size_t threads = 2;
  std::function<void(const CrashReport&)> on_crash;  // any thread; must only hand over
  RunningPage* running_page = nullptr;
};

class System {
 public:
  static std::unique_ptr<System> create(SystemOptions options);
  virtual ~System() = default;  // stops what runs

  // Starts the root supervisor with these children. Once.
  virtual void run(SupervisorFlags flags, std::vector<ActorSpec> children) = 0;
  // Ends all children right to left. Real: waits, at most `grace`, then kills.
  virtual void stop(Duration grace = 10s) = 0;

  virtual std::vector<ActorView> tree() const = 0;  // sorted by path
  virtual std::optional<ActorView> find(const std::string& path) const = 0;

  // For chaos and people. not_found for an unknown path. The root refuses all of them.
  virtual Status kill(const std::string& path) = 0;  // overtakes all waiting messages
  virtual Status suspend(const std::string& path) = 0;
  virtual Status resume(const std::string& path) = 0;
  virtual Status crash(const std::string& path) = 0;  // SIGSEGV inside it: takes the process
  virtual Status spin(const std::string& path) = 0;   // a handler that never returns

  virtual Timers& timers() = 0;
  virtual const Clock& clock() const = 0;

  // Deterministic only.
  virtual bool run_one() = 0;                                 // false: nothing is ready
  virtual size_t run_ready(size_t jobs_max = 1'000'000) = 0;  // until nothing is ready
  virtual std::optional<MonoTime> next_timer() const = 0;
  virtual size_t fire_timers() = 0;  // those due at clock().mono()
};

// A clock that only moves when told, for tests of shells and the simulator.
class ManualClock final : public Clock {
 public:
  MonoTime mono() const override { return MonoTime(since_start_); }
  WallTime wall() const override { return WallTime(1'800'000'000s + since_start_); }
  void advance(Duration d) { since_start_ += d; }

 private:
  Duration since_start_ = 1s;
};

// Moves the clock from timer to timer until `d` has passed, running all that becomes ready.
void run_for(System& system, ManualClock& clock, Duration d);

}  // namespace shoal
