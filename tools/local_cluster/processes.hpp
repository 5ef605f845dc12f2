#pragma once
// Processes of this machine. A process is named by its id and its start time, so that an id used
// again is never mistaken for it. Not pure; thread safe.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"

namespace shoal::local {

struct ProcessId {
  pid_t pid = 0;
  uint64_t start_ticks = 0;  // field 22 of /proc/PID/stat
  bool operator==(const ProcessId&) const = default;
};

// {0, 0} when there is no such process, or only its zombie.
ProcessId identify(pid_t pid);
bool is_alive(const ProcessId& process);
std::vector<pid_t> children_of(pid_t pid);
std::string program_of(pid_t pid);  // the first 15 letters of its name; empty when gone

// Processes whose environment holds this "NAME=value", and everything below them: how nodes are
// tracked without root, where there is no cgroup to ask.
std::set<pid_t> marked_processes(const std::string& marker);
// Kills all of them; none runs any more when it returns. timeout: some do not die.
Status kill_marked(const std::string& marker);

struct Launch {
  std::vector<std::string> command;
  std::vector<std::string> environment;  // "NAME=value", added to this process's own
  std::string log_file;                  // stdout and stderr, appended
  // In the child before the program starts; a failure is reported by launch(). It runs between
  // fork and exec in a single-threaded program.
  std::function<Status()> prepare;
};
// Starts a program in a session of its own, without our descriptors. Does not wait for it.
Result<ProcessId> launch(const Launch& launch);

// Runs a program to its end. Its output, or an error with what it printed.
Result<std::string> run(const std::vector<std::string>& command, const std::string& input = "");

std::string executable_folder();  // where this program lies

}  // namespace shoal::local
