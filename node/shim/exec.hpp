#pragma once
// Runs a command beside a container's program, in its namespaces and cgroup, with its environment
// and user, for at most a timeout. The process that does so lives apart from the shim's loop.

#include <string>
#include <vector>

#include "node/runtime/spec.hpp"
#include "node/shim/host/cgroup.hpp"
#include "node/shim/host/files.hpp"

namespace shoal::shim {

struct ExecRun {
  pid_t pid = 0;  // to be reaped by the shim
  Fd output;      // what the command says
  Fd status;      // one ExecStatus, then the end
};

struct ExecStatus {
  int32_t code = 0;
  uint8_t timed_out = 0;
};

struct ExecTarget {
  pid_t init = 0;
  bool namespaces = false;  // else the command runs as the shim's own child would
  const CgroupLayout& layout;
  std::string cgroup;
};

bool start_exec(const ExecTarget& target, const runtime::ContainerSpec& spec,
                const std::vector<std::string>& command, int64_t timeout_ns, ExecRun& run);

}  // namespace shoal::shim
