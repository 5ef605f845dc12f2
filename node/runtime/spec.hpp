#pragma once
// What a node asks of a runtime, as plain values: a pod sandbox and its containers, in CRI's words.
// Everything in here is decided by the caller (addresses, attempts, paths, environment expanded,
// volumes materialised as files); a runtime only carries it out. Pure; freely copied.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::runtime {

// Bounds a spec must keep; check_sandbox and check_container (runtime.hpp) refuse what does not.
inline constexpr size_t name_bytes_max = 253;
inline constexpr size_t containers_per_pod_max = 64;
inline constexpr size_t mounts_per_container_max = 256;
inline constexpr size_t spec_bytes_max = 1 << 20;  // everything of one container, encoded

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct SandboxSpec {
  Uid uid;
  std::string pod_namespace;
  std::string name;
  std::string hostname;  // empty: the pod's name
  std::string
      cgroup_parent;  // below each hierarchy's root, e.g. "/shoal/n1/pods"; empty: no cgroup
  bool host_network = false;
  bool host_pid = false;
  bool host_ipc = false;
  // The pod's address, chosen by the caller from the node's range; empty: loopback only. With
  // host_network, or where the runtime cannot make a network namespace, it is only remembered.
  std::string ip;
  std::string node_ip;  // source address of the node's route to the pod
  Pairs labels;
  Pairs annotations;  // the simulated driver's behaviour is read from these
};

// A folder or file of the host, seen by the container at container_path (absolute).
struct Mount {
  std::string host_path;
  std::string container_path;
  bool read_only = false;
};

// 0 means no limit for every field.
struct Resources {
  int64_t cpu_shares = 0;  // cgroup v1 units, 1024 = one core's fair share
  int64_t cpu_quota_us = 0;
  int64_t cpu_period_us = 100'000;
  int64_t memory_limit_bytes = 0;
  int64_t pids_limit = 0;
  int32_t oom_score_adj = 0;  // raised only: a node may lack the right to lower it
};

struct ContainerSpec {
  std::string name;
  uint32_t attempt = 0;  // restartCount of this start; (uid, name, attempt) is the identity
  std::vector<std::string> command;  // command, then args; the first word is looked up in PATH
  std::vector<std::string> args;
  Pairs env;  // complete (only PATH is added when missing); nothing of the node's own leaks in
  std::string working_dir;
  std::vector<Mount> mounts;
  Resources resources;
  std::string log_path;  // absolute; CRI log format; the folder is made by the runtime
  // Absolute inside the container; the runtime makes the file and hands its content (at most
  // termination_message_bytes_max) back with the exit. Empty: none.
  std::string termination_message_path = "/dev/termination-log";
  std::optional<uint32_t> run_as_user;
  std::optional<uint32_t> run_as_group;
  bool read_only_root = false;
};

inline constexpr size_t termination_message_bytes_max = 4096;

struct ContainerKey {
  Uid pod_uid;
  std::string name;
  uint32_t attempt = 0;
  auto operator<=>(const ContainerKey&) const = default;
};

}  // namespace shoal::runtime
