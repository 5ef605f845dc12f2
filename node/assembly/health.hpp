#pragma once
// The health of a node, as its checks: what /livez and /readyz ask.
//
//   raft      the actor of the log answers at all: the actors run         livez and readyz
//   leader    a leader is known                                           readyz
//   disk      the log's disk makes progress, and there is room on it      readyz
//   apply     the replica is not held before an entry that kills it       readyz
//   replica   what the leader had committed when it was asked is applied  readyz
//   shutdown  the node is not about to end                                readyz
//
// Thread safe. Questions that come while the same one is under way share its answer, so that many
// who ask cost no more than one.

#include <functional>
#include <string>
#include <vector>

#include "actors/apiserver/server/health.hpp"
#include "schema/vocab/time.hpp"
#include "storage/raft/raft.hpp"
#include "storage/room/disk_room.hpp"

namespace shoal::node {

inline constexpr Duration health_patience = std::chrono::seconds(1);  // for each check
inline constexpr size_t health_askers_max = 1000;                     // that share one answer

struct HealthGround {
  std::function<void(Reply<raft::RaftStatus>)> raft_status;
  std::function<void(Reply<Done>)> catch_up;  // as of now; answered once this replica is there
  std::function<bool()> has_leader;
  std::function<LogIndex()> held_at;  // the entry before which this replica is held; 0: none
  std::function<room::DiskSpace()> disk_space;  // where the data is
  room::DiskMark disk_needed;                   // below it a node is not ready
  std::function<bool()> stopping;
  std::function<void(Duration, std::function<void()>)> later;
};

// What a replica that is held says of itself, to clients and in the log.
std::string why_held(LogIndex held);

std::vector<api::HealthCheck> node_health(const HealthGround& ground);

}  // namespace shoal::node
