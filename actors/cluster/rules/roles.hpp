#pragma once
// Roles: who of the members votes. The leader asks after every change and carries out at most one
// change of membership at a time; each is safe by raft's own rules, and this only chooses. Pure.
//
//   replicas           voters
//   1, 2               1 (a second node is a hot learner: two voters would be worse than one)
//   2 and a witness    3 (both and the witness, from 1 in one joint change)
//   3, 4               3 (from 1 to 3 in one joint change)
//   5 to 8             5
//   9 and more         7
//
// A voter that is declared dead is replaced by a hot learner in one joint change; without one it is
// removed, down to 3 voters, so that one loss after another keeps writing. It stays a learner.

#include <optional>

#include "actors/cluster/rules/member.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::cluster {

inline constexpr size_t replicas_max = 9;
// A learner this close to the leader's log may vote.
inline constexpr uint64_t hot_lag_entries = 1000;

size_t voters_wanted(size_t replicas);

// Nothing to do: nothing. `status` is this member's, which leads.
std::optional<raft::ConfChange> decide_membership(const Members& members,
                                                  const raft::RaftStatus& status);

// Whether nothing is to be done until the members themselves change: every one is in raft's group,
// as many vote as are wanted, and none of those is dead.
bool settled(const Members& members, const raft::RaftStatus& status);

}  // namespace shoal::cluster
