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
//
// Zones: whoever becomes a replica or a voter is of the zone that has fewest of them, so that no
// zone holds a majority where that can be. What deaths and joins have left uneven is evened by one
// swap of a voter for a learner at a time, when everybody is well (decide_spread). Members without
// a zone stand in one of their own.

#include <optional>

#include "actors/cluster/rules/member.hpp"
#include "schema/vocab/time.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::cluster {

inline constexpr size_t replicas_max = 9;
// A learner this close to the leader's log may vote.
inline constexpr uint64_t hot_lag_entries = 1000;

size_t voters_wanted(size_t replicas);

// Nothing to do: nothing. `status` is this member's, which leads.
std::optional<raft::ConfChange> decide_membership(const Members& members,
                                                  const raft::RaftStatus& status);

// The swap that spreads the voters better over zones: by two fewer in one zone than in another, or
// it is no gain. Nothing while anybody in raft's group is dead, silent or behind, or anything else
// is to be done. Never the leader. `status` is this member's, which leads.
std::optional<raft::ConfChange> decide_spread(const Members& members,
                                              const raft::RaftStatus& status);

// A swap is made once it has been wanted for so long, unchanged: what flaps is left alone, and
// swaps are as rare.
inline constexpr Duration spread_after = std::chrono::seconds(30);
class SpreadPatience {
 public:
  explicit SpreadPatience(Duration wait = spread_after) : wait_(wait) {}
  // What was decided now; given back when it is due.
  std::optional<raft::ConfChange> due(std::optional<raft::ConfChange> wanted, MonoTime now);

 private:
  Duration wait_;
  std::optional<raft::ConfChange> wanted_;
  MonoTime since_{};
};

// Whether nothing is to be done until the members themselves change: every one is in raft's group,
// as many vote as are wanted, and none of those is dead.
bool settled(const Members& members, const raft::RaftStatus& status);

}  // namespace shoal::cluster
