#include "node/assembly/measures.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "node/options/options.hpp"

// The heap's own statistics, where it is jemalloc's.
// NOLINTNEXTLINE: the name is the library's
extern "C" __attribute__((weak)) int mallctl(const char*, void*, size_t*, void*, size_t) noexcept;

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

void read_heap(const metrics::Registry::Emit& emit) {
  if (!mallctl) return;
  uint64_t epoch = 1;  // renews the statistics
  size_t size = sizeof epoch;
  (void)mallctl("epoch", &epoch, &size, &epoch, size);
  for (const char* what : {"allocated", "active", "resident", "mapped"}) {
    size_t bytes = 0;
    size = sizeof bytes;
    auto name = std::string("stats.") + what;
    if (mallctl(name.c_str(), &bytes, &size, nullptr, 0) == 0)
      emit({what}, static_cast<double>(bytes));
  }
}

double threads() {
  DIR* folder = opendir("/proc/self/task");
  if (!folder) return 0;
  double count = -2;  // "." and ".."
  while (readdir(folder)) ++count;
  closedir(folder);
  return count;
}

}  // namespace

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
  registry.gauge_read("shoal_process_threads", "Threads of this process", threads);
  registry.gauges_read("shoal_heap_bytes",
                       "Of the heap: allocated by the program, in active pages, resident, mapped",
                       {"kind"}, read_heap);
  registry.gauges("shoal_build_info", "1, labelled with the version of shoal", {"version"})
      .with({version})
      .set(1);
}

}  // namespace shoal::node
