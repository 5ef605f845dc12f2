#pragma once
// The parts of a simulated machine: its clock, the speed of its disks, and the executors whose jobs
// the loop runs after a delay drawn from the seed.

#include <deque>
#include <memory>

#include "cluster-tests/sim/harness/event_loop.hpp"
#include "schema/vocab/executor.hpp"
#include "schema/vocab/random.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::sim {

// Every machine booted at another moment, and its wall clock may be wrong and jump.
class SimClock final : public Clock {
 public:
  SimClock(const EventLoop& loop, Duration booted) : loop_(loop), booted_(booted) {}
  MonoTime mono() const override { return MonoTime(booted_ + ran(loop_.now())); }
  WallTime wall() const override {
    return wall_from_unix_ns(1'800'000'000'000'000'000) + ran(loop_.now()) + wrong_;
  }
  // The first simulated moment at which mono() is `t` or later.
  Duration simulated(MonoTime t) const;
  void jump(Duration by) { wrong_ += by; }
  // From now on it gains so many microseconds in each second (or loses).
  void drift(int64_t ppm);

 private:
  Duration ran(Duration now) const;
  const EventLoop& loop_;
  Duration booted_;
  Duration wrong_{0};
  Duration since_{0};   // the drift began
  Duration before_{0};  // what the clock had counted by then
  int64_t ppm_ = 0;
};

struct DiskSpeed {
  Duration typical = 200us;  // of one job; drawn from half of it to one and a half
  uint64_t slowness = 1;
  Duration hung_until{0};
};

// Jobs in order, each after a delay; none once its process is gone.
class SimExecutor final : public Executor {
 public:
  SimExecutor(EventLoop& loop, Random& random, const DiskSpeed& speed)
      : loop_(loop), random_(random), speed_(speed) {}
  ~SimExecutor() override { *alive_ = false; }
  void post(std::function<void()> job) override;
  // Finishes the job under way at once: it was done when the power went, and nobody heard.
  void run_front();

 private:
  EventLoop& loop_;
  Random& random_;
  const DiskSpeed& speed_;
  Duration busy_until_{0};
  std::deque<std::function<void()>> waiting_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace shoal::sim
