#pragma once
// Makes, fills, watches and removes the cgroups that cgroup_layout.hpp decides on. Best effort: a
// machine that grants no cgroups runs containers without limits, and the capabilities say so.

#include <sys/types.h>

#include <string>

#include "node/runtime/spec.hpp"
#include "node/shim/protocol/cgroup_layout.hpp"

namespace shoal::shim {

CgroupLayout host_cgroups();  // from /proc/self/mounts
// False and the reason when a limit that was asked for cannot be set.
bool make_cgroup(const CgroupLayout& layout, const std::string& cgroup,
                 const runtime::Resources& limits, std::string& error);
void enter_cgroup(const CgroupLayout& layout, const std::string& cgroup, pid_t pid);
bool was_oom_killed(const CgroupLayout& layout, const std::string& cgroup);
// SIGKILL to every process in it; answers how many there were.
int kill_cgroup(const CgroupLayout& layout, const std::string& cgroup);
// Also its sub-groups, as far as they are empty. The kernel may need a moment after the last exit.
// True once it is gone.
bool remove_cgroup(const CgroupLayout& layout, const std::string& cgroup);
// The same, waiting at most removal_wait_max_ms for processes that are dying.
inline constexpr int removal_wait_max_ms = 500;
bool remove_dying_cgroup(const CgroupLayout& layout, const std::string& cgroup);

}  // namespace shoal::shim
