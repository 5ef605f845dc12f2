#pragma once
// The cgroup subtree of a node, in every hierarchy of this machine: pure v2, v1, or both at once.
// Paths are relative and mean the same place below the mount point of each hierarchy. Acts on
// /sys/fs/cgroup; needs root; not thread safe with itself on one path.

#include <sys/types.h>

#include <set>
#include <string>

#include "schema/vocab/status.hpp"

namespace shoal::local {

// Makes the group and its parents. Controllers of a v2 hierarchy are enabled down to it.
Status make_cgroup(const std::string& path);

// Moves this process into the leaf daemon/ of the group. A leaf, because a v2 group that hands
// controllers on to its children may hold no process itself.
Status enter_cgroup(const std::string& path);

// Everything in the group and in the groups below it.
std::set<pid_t> cgroup_members(const std::string& path);

// SIGKILL for all of them, as nearly at once as the kernel allows (cgroup.kill where there is a v2
// hierarchy, the freezer otherwise), and waits until they are gone.
Status kill_cgroup(const std::string& path);

// Removes the group with all below it, and parents named shoal that became empty.
Status remove_cgroup(const std::string& path);

}  // namespace shoal::local
