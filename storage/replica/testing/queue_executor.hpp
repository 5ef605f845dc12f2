#pragma once
// An executor whose jobs wait until a test runs them, one at a time, in order. One thread.

#include <deque>

#include "schema/vocab/executor.hpp"

namespace shoal::replica::testing {

class QueueExecutor final : public Executor {
 public:
  void post(std::function<void()> job) override { jobs_.push_back(std::move(job)); }
  // False: none waits.
  bool run_one() {
    if (jobs_.empty()) return false;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    job();
    return true;
  }
  void clear() { jobs_.clear(); }

 private:
  std::deque<std::function<void()>> jobs_;
};

}  // namespace shoal::replica::testing
