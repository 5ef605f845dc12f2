#pragma once
// Runtime: the one narrow interface between a node's agent and what runs its containers. Drivers:
// process/ (programs of the host under a shim per pod), simulated/ (no process at all); cri/
// (containerd, CRI-O) implements the same verbs.
//
// Verbs are asynchronous, never block the caller, and are idempotent by identity (pod uid; pod uid
// + container name + attempt): repeating run_sandbox, start_container, stop_container or remove_*
// that already happened answers ok. Answers and events arrive on a thread of the driver (the
// simulated driver: on the thread that advances it), one at a time; a callback must only hand over
// (send a message to an actor). Every verb is answered exactly once, with Code::unavailable if the
// runtime goes away first. Level, not edge: an Exit event may be lost with its reader; list()
// always shows every container that runs, or has ended and is not removed, with its exit, also
// across a death of this process.
//
// Errors: not_found (no such pod or container), invalid (the spec cannot be run as asked; the
// message is for the user), unavailable (try again), timeout, internal.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/runtime/spec.hpp"
#include "node/runtime/state.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::runtime {

struct LogChunk {
  std::string bytes;         // whole lines in CRI log format (log_format.hpp)
  uint64_t next_offset = 0;  // where to go on reading
  bool at_end = false;       // nothing more was in the file at that moment
};
inline constexpr size_t log_chunk_bytes_max = 256 << 10;

struct ContainerStats {
  std::string name;
  uint64_t cpu_usage_ns = 0;
  uint64_t memory_working_set_bytes = 0;
  uint64_t pids = 0;
};

// What this runtime can do here and now, decided when it is opened.
struct Capabilities {
  std::string name;  // "process", "simulated", "containerd"
  std::string version;
  bool pod_network = false;      // pods get network namespaces and addresses of their own
  bool mounts = false;           // containers get a private view of the file system
  bool resource_limits = false;  // cgroups can be made
};

using Done = std::function<void(Status)>;
template <class T>
using Answer = std::function<void(Result<T>)>;
using EventSink = std::function<void(const ContainerExited&)>;

class Runtime {
 public:
  virtual ~Runtime() = default;
  virtual Capabilities capabilities() const = 0;

  // Namespaces, address and cgroup of a pod. Answers the address the pod has.
  virtual void run_sandbox(SandboxSpec spec, Answer<std::string> answer) = 0;
  // Kills every container of the pod at once, then removes its namespaces, cgroups and records.
  virtual void remove_sandbox(const Uid& uid, Done done) = 0;

  virtual void start_container(const Uid& uid, ContainerSpec spec, Done done) = 0;
  // SIGTERM, then SIGKILL of everything in it when grace has passed (0: at once). Answers as soon
  // as the stop is under way; the Exited event follows. A second call may only shorten the grace.
  virtual void stop_container(const ContainerKey& key, Duration grace, Done done) = 0;
  virtual void signal_container(const ContainerKey& key, int signal, Done done) = 0;
  // Forgets an ended container and its exit record; its log stays. A running one is killed first.
  virtual void remove_container(const ContainerKey& key, Done done) = 0;

  // Everything this node's runtime holds, also what an earlier process of this node started.
  virtual void list(Answer<std::vector<SandboxStatus>> answer) = 0;

  // Runs a command inside a running container; killed when the timeout passes.
  virtual void exec_sync(const ContainerKey& key, std::vector<std::string> command,
                         Duration timeout, Answer<ExecResult> answer) = 0;
  // Lines from a byte offset on, at most log_chunk_bytes_max. Follow by asking again at
  // next_offset.
  virtual void read_log(const ContainerKey& key, const std::string& log_path, uint64_t offset,
                        Answer<LogChunk> answer) = 0;
  virtual void stats(const Uid& uid, Answer<std::vector<ContainerStats>> answer) = 0;
};

// Pure checks that every driver makes before it acts; Code::invalid names the field.
Status check_sandbox(const SandboxSpec& spec);
Status check_container(const ContainerSpec& spec);

}  // namespace shoal::runtime
