#pragma once
// Local clusters: up, down, and the two faults. Each step is told to `Progress` as one line. Acts
// on this machine; not thread safe; one command at a time holds the lock while it makes or removes.

#include <functional>
#include <string>
#include <vector>

#include "tools/local_cluster/record.hpp"

namespace shoal::local {

using Progress = std::function<void(const std::string& line)>;

struct UpWish {
  std::string name = "shoal";
  int nodes = 3;
  std::string runtime = "process";
  int simulated_nodes = 0;
  std::vector<std::string> flags;  // for every shoald
  std::string programs;            // folder of shoald and shoal-guard
  int ready_timeout_s = 60;
};

// Everything that was made is removed again when a step fails; the error tells the step and the
// last lines of the log that belongs to it.
Result<ClusterRecord> up(const UpWish& wish, const Progress& progress);

// Removes every trace: processes, namespaces, groups, mounts, state. Ok when there is none.
Status down(const std::string& name, const Progress& progress);

// SIGKILL for everything in the node, its guard, shims and pods included. It stays down, and its
// address refuses connections at once. The moment of the kill, on CLOCK_MONOTONIC in nanoseconds.
Result<int64_t> kill_node(ClusterRecord& record, const std::string& node);

// Starts a node that was killed, with the disk it had and the programs beside this one. It returns
// before the node is ready.
Status start_killed(ClusterRecord& record, const std::string& node);

// SIGKILL for the node's shoald; its guard starts it again.
Status kill_process(const ClusterRecord& record, const std::string& node);

pid_t shoald_of(const NodeRecord& node);  // 0: it does not run now

// The name of the leading node; empty when there is none, or nobody answers.
std::string leader_of(const ClusterRecord& record);

}  // namespace shoal::local
