#pragma once
// The process driver: containers are programs of this machine, kept by one shoal-shim per pod. This
// side holds a connection to each shim and one thread; it starts no container itself and holds none
// of their descriptors, so that its death costs nothing but the connections. Files of a pod's shim:
// <pods_dir>/<uid>/shim/; the rest of <pods_dir>/<uid>/ belongs to the caller.
//
// Address and cgroups: the caller's process must be in the node's network namespace with
// net.ipv4.ip_forward=1 for pods to get addresses; cgroup_parent of each pod decides where it
// counts.

#include <memory>
#include <string>
#include <vector>

#include "node/runtime/runtime.hpp"

namespace shoal::runtime {

struct ProcessOptions {
  std::string shim_path;                  // empty: "shoal-shim" beside this process's executable
  std::string pods_dir;                   // absolute; made (0700) if it is not there
  std::vector<std::string> hidden_paths;  // folders no container may see; pods_dir always is
  Duration request_timeout = 30s;         // for a shim's answer (exec: on top of the command's own)
};

// Requests that wait for the driver's thread; beyond it they are answered Code::unavailable.
inline constexpr size_t process_queue_max = 64 << 10;

// Probes what this machine allows (a few ms), finds the shims that run, starts the thread.
// Destroying the runtime ends the thread and leaves every pod running.
Result<std::unique_ptr<Runtime>> open_process_runtime(ProcessOptions options, EventSink events);

// The program of that name in the folder of this process's executable.
std::string beside_own_executable(const std::string& program);

}  // namespace shoal::runtime
