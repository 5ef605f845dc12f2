#pragma once
// Standing: where replicas stand, and what that means for one that is held before an entry which
// kills it (docs/operations.md, "An entry that kills"). Pure.

#include <optional>
#include <vector>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/status.hpp"
#include "storage/raft/types.hpp"

namespace shoal::cluster {

// Of one that answers, this node's own among them.
struct Standing {
  NodeName node;
  MemberId member;
  LogIndex applied;
  LogIndex held_at;      // 0: it applies all
  bool witness = false;  // has no state: it counts for a quorum only
};

struct HeldVerdict {
  // It has applied the entry: this replica can be rebuilt from what it has. The first by name.
  std::optional<NodeName> applied_by;
  // To be done now. A replica that is rebuilt gives up its log: one after another, by name, and
  // only while those that answer are a quorum without it.
  bool rebuild = false;
  // A quorum is held before the same entry: nobody was told of anything that this replica does not
  // show, unless by one that is away.
  bool readable = false;
};
// Of `self`, which is held and among the reachable, in a group as its log has it.
HeldVerdict judge_held(const NodeName& self, const std::vector<Standing>& reachable,
                       const raft::Membership& group);

// Whether the cluster may skip this entry, or why not. Only where every replica that answers is
// held before it: who might yet apply it would have to be rebuilt.
Status may_skip(LogIndex index, const std::vector<Standing>& reachable);

}  // namespace shoal::cluster
