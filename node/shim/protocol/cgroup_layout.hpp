#pragma once
// Where a container's cgroups are and what is written into them, decided from /proc/self/mounts:
// cgroup v1 (also in its hybrid form, where cgroup2 is mounted beside it), pure v2, or none. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "node/runtime/spec.hpp"

namespace shoal::shim {

enum class CgroupVersion : uint8_t { none, v1, v2 };

struct CgroupLayout {
  CgroupVersion version = CgroupVersion::none;
  // Mount points. v1: empty where the controller is not mounted. v2: all the same.
  std::string cpu, cpuacct, memory, pids, freezer;
  // Each distinct mount point once, in the order above.
  std::vector<std::string> roots() const;
};

CgroupLayout cgroup_layout(std::string_view proc_mounts);

// "<parent>/<uid>" and "<parent>/<uid>/<name>.<attempt>": no two containers ever share a cgroup.
std::string pod_cgroup(std::string_view parent, std::string_view uid);
std::string container_cgroup(std::string_view parent, std::string_view uid, std::string_view name,
                             uint32_t attempt);

struct CgroupWrite {
  std::string file;
  std::string value;
  bool operator==(const CgroupWrite&) const = default;
};
// The limits of a container, in the order to write them; nothing for what is not limited.
std::vector<CgroupWrite> limit_writes(const CgroupLayout& layout, std::string_view cgroup,
                                      const runtime::Resources& limits);

// The file that counts OOM kills, and the count in its content (0 when it says nothing).
std::string oom_file(const CgroupLayout& layout, std::string_view cgroup);
int64_t oom_kills(std::string_view content);
// A number after a key in a "key value" file (memory.stat, cpu.stat); 0 when it is not there.
int64_t keyed_number(std::string_view content, std::string_view key);

}  // namespace shoal::shim
