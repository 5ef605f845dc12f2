#pragma once
// The life of the cluster that a disk is of (cluster epoch). `shoal recover` and `shoal snapshot
// restore` begin another one from one disk, and the other members of before are refused by it. They
// must not go on with each other either: so a node asks before it takes part.

#include "actors/cluster/identity.hpp"
#include "storage/log/log_store.hpp"
#include "storage/store/store.hpp"

namespace shoal::cluster {

inline constexpr Duration life_patience = std::chrono::milliseconds(500);

// The newest one that state and log know of; 0: they are empty.
[[nodiscard]] ClusterEpoch life_of(const log::LogStore& log, const store::Store& store);

// Asks the members it knows, all at once; blocks for the slowest, at most life_patience. gone: one
// says that this life has ended. ok: nobody says so, which proves nothing of those who are away.
[[nodiscard]] Status check_life(const Identity& identity, const Member& self, ClusterEpoch life);

}  // namespace shoal::cluster
