#pragma once
// The real Executor: one named thread that runs jobs in order. Destruction waits for the jobs
// posted before it.

#include <memory>
#include <string>

#include "schema/vocab/executor.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal::replica {

// Both or neither: how many jobs wait, how long they wait and run, under the executor's name.
struct ExecutorMeter {
  metrics::Registry* metrics = nullptr;
  const Clock* clock = nullptr;
};

// Work that may wait for all other: its thread gets a tenth of a core that others want too.
inline constexpr int background_nice = 10;

std::unique_ptr<Executor> make_thread_executor(std::string name, ExecutorMeter meter = {},
                                               int nice = 0);

}  // namespace shoal::replica
