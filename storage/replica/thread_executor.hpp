#pragma once
// The real Executor: one named thread that runs jobs in order. Destruction waits for the jobs
// posted before it.

#include <memory>
#include <string>

#include "schema/vocab/executor.hpp"

namespace shoal::replica {

std::unique_ptr<Executor> make_thread_executor(std::string name);

}  // namespace shoal::replica
