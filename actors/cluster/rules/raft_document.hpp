#pragma once
// RaftReport: what one node knows about its log and the group that replicates it, and its printed
// form, one item of the live view `raftstatuses` of shoal.dev/v1alpha1. Pure.

#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"
#include "actors/cluster/rules/upgrade.hpp"
#include "schema/vocab/ids.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::cluster {

struct RaftReport {
  NodeName node;
  MemberId id;
  // Nothing: the raft actor did not answer in time (it is being restarted, or hangs); the rest is
  // what the disk says.
  std::optional<raft::RaftStatus> raft;
  LogIndex log_first;
  LogIndex log_last;
  LogIndex applied;                           // what reads on this node see
  std::optional<raft::SnapshotMeta> offered;  // the snapshot a follower would be sent
  std::optional<LevelStanding> level;         // nothing: a witness has no state that says it
};

// Members that `members` does not name are shown by their id.
std::string raft_item(const RaftReport& report, const Members& members);
std::string raft_list(const std::vector<std::string>& items);

}  // namespace shoal::cluster
