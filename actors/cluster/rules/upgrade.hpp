#pragma once
// Upgrade: when the cluster's feature level rises (storage/log/level/feature_level.hpp). By one, as
// soon as the program of every member knows the next level: also of those that are down, for they
// come back with the program they have; who is gone for good has to be removed. An operator may
// hold the level, so that the programs can still be exchanged for those of before. Pure.

#include <optional>
#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::cluster {

// An object that says by being there: the level stays.
inline constexpr std::string_view level_hold_key = "shoal.dev/levelholds/cluster";

// Where the cluster stands, and what keeps it from the next level.
struct LevelStanding {
  uint32_t level = log::level_first;
  bool held = false;
  bool known_to_any = false;        // the next level, to the program of some member
  std::vector<NodeName> waits_for;  // their programs do not know it; by name
  size_t strangers = 0;             // in raft's group, and no members: theirs are not known

  uint32_t next() const { return level + 1; }
  bool rises() const { return known_to_any && !held && waits_for.empty() && strangers == 0; }
};

// `group`: all who are in raft's group.
LevelStanding level_standing(const store::Snapshot& snapshot, const std::vector<MemberId>& group);
// For people, in one sentence; it says what to do.
std::string to_sentence(const LevelStanding& standing);

// What the leader proposes, if the level is to rise now. Refused when a member or the hold has
// changed meanwhile.
std::optional<log::Transaction> plan_raise(const store::Snapshot& snapshot,
                                           const std::vector<MemberId>& group);

// What an operator proposes. The hold is refused (absent) where there is one, its end (missing)
// where there is none.
log::Transaction hold_level();
log::Transaction let_level_rise();

}  // namespace shoal::cluster
