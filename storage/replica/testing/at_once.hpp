#pragma once
// An executor without a thread: a job runs where it is posted.

#include "schema/vocab/executor.hpp"

namespace shoal::replica::testing {

struct AtOnce final : Executor {
  void post(std::function<void()> job) override { job(); }
};

}  // namespace shoal::replica::testing
