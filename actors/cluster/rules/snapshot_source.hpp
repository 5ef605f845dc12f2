#pragma once
// SnapshotSource: which member sends the state to one that needs it. Any replica's applied state is
// a valid snapshot, so that whoever leads need not read and send it while it takes writes: a
// follower near its log does, one at rest rather than a voter. Pure.

#include <optional>
#include <set>

#include "actors/cluster/rules/member.hpp"
#include "storage/raft/raft.hpp"

namespace shoal::cluster {

// A delegate stands at most so many entries behind the leader's log: the fewer, the less is sent
// after the snapshot.
inline constexpr uint64_t source_lag_max = 1000;
inline constexpr size_t delegates_max = 2;  // asked one after the other, and then the leader sends

struct SourceQuestion {
  MemberId receiver;
  std::set<MemberId> reached;  // whose control link is up
  std::set<MemberId> sending;  // what they were asked for by this leader is under way
  std::set<MemberId> tried;    // asked for this snapshot already
};

// Nothing: the leader itself. `status` is the leader's.
std::optional<MemberId> choose_source(const raft::RaftStatus& status, const Members& members,
                                      const SourceQuestion& question);

}  // namespace shoal::cluster
