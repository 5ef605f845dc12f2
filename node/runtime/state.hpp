#pragma once
// What a runtime answers: the state of pods and containers, and how they ended. Plain values, pure;
// shared by the drivers and by the shim, which stores them.

#include <cstdint>
#include <string>
#include <vector>

#include "node/runtime/spec.hpp"

namespace shoal::runtime {

// How a container ended. code is what Kubernetes shows: the exit code, or 128 + signal.
struct Exit {
  int32_t code = 0;
  int32_t signal = 0;  // 0: it exited by itself
  bool oom_killed = false;
  // The container was lost with its shim or its machine: its real exit will never be known.
  bool lost = false;
  WallTime started;
  WallTime finished;
  std::string message;  // the termination message, or why the container could not start
};

enum class ContainerState : uint8_t { created, running, exited };

struct ContainerStatus {
  std::string name;
  uint32_t attempt = 0;
  ContainerState state = ContainerState::created;
  int64_t pid = 0;  // on the host; 0 when there is none
  WallTime started;
  std::string log_path;
  Exit exit;  // meaningful when exited
};

struct SandboxStatus {
  Uid uid;
  std::string pod_namespace;
  std::string name;
  std::string ip;
  bool ready = false;  // false: the sandbox itself is lost; remove it and run a new one
  WallTime created;
  std::vector<ContainerStatus> containers;  // by name, then attempt
};

struct ContainerExited {
  ContainerKey key;
  Exit exit;
};

struct ExecResult {
  int32_t exit_code = 0;
  bool timed_out = false;  // the command was killed
  std::string output;      // stdout and stderr as they came, at most exec_output_bytes_max
};
inline constexpr size_t exec_output_bytes_max = 16 << 10;

}  // namespace shoal::runtime
