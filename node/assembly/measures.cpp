#include "node/assembly/measures.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace shoal::node {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Of /proc/self/statm: 0 is what is mapped, 1 is what is resident.
double memory_bytes(int field) {
  unsigned long pages[2] = {0, 0};
  FILE* file = std::fopen("/proc/self/statm", "re");
  if (!file) return 0;
  if (std::fscanf(file, "%lu %lu", &pages[0], &pages[1]) != 2) pages[field] = 0;
  std::fclose(file);
  return static_cast<double>(pages[field]) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_files() {
  DIR* folder = opendir("/proc/self/fd");
  if (!folder) return 0;
  double count = -3;  // ".", ".." and this folder's own
  while (readdir(folder)) ++count;
  closedir(folder);
  return count;
}

double files_max() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

void measure_process(metrics::Registry& registry) {
  auto started = static_cast<double>(std::time(nullptr));
  registry.counter_read("process_cpu_seconds_total", "CPU time of this process, in seconds",
                        cpu_seconds);
  registry.gauge_read("process_resident_memory_bytes", "Memory that is resident, in bytes",
                      [] { return memory_bytes(1); });
  registry.gauge_read("process_virtual_memory_bytes", "Memory that is mapped, in bytes",
                      [] { return memory_bytes(0); });
  registry.gauge_read("process_open_fds", "Open file descriptors", open_files);
  registry.gauge_read("process_max_fds", "File descriptors that may be open", files_max);
  registry.gauge_read("process_start_time_seconds", "When this process started, Unix time",
                      [started] { return started; });
}

void measure_replica(metrics::Registry& registry, State& state) {
  auto& leadership = state.leadership();
  registry.gauge_read("etcd_server_has_leader", "Whether this node knows a leader",
                      [&leadership] { return leadership.leader() ? 1.0 : 0.0; });
  registry.gauge_read("etcd_server_is_leader", "Whether this node leads", [&] {
    return leadership.leader() && leadership.leader() == state.member() ? 1.0 : 0.0;
  });
  registry.gauge_read("shoal_raft_term", "The term of Raft that this node is in",
                      [&leadership] { return static_cast<double>(leadership.term().value); });
  registry.gauge_read(
      "etcd_debugging_mvcc_current_revision", "The revision this node has applied",
      [&state] { return static_cast<double>(state.store().snapshot().revision().value); });
}

}  // namespace

void measure_node(metrics::Registry& registry, State& state) {
  measure_process(registry);
  measure_replica(registry, state);
}

}  // namespace shoal::node
