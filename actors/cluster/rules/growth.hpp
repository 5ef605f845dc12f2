#pragma once
// Growth: what follows from the room that is left on the members' disks: whether the state may
// grow, and whether a member gives way. The state is on every replica, so that not only the disk of
// whoever is asked counts: the leader's does, and those without which nothing is committed. Pure.

#include <map>
#include <set>
#include <string>

#include "actors/cluster/rules/member.hpp"
#include "storage/log/transaction.hpp"
#include "storage/raft/types.hpp"
#include "storage/room/disk_room.hpp"

namespace shoal::cluster {

// What a member says of its disk.
struct DiskSaying {
  room::DiskState state = room::DiskState::ok;
  room::DiskSpace space;
  uint64_t needed = 0;  // bytes: its soft mark
  bool operator==(const DiskSaying&) const = default;
};
Bytes encode(const DiskSaying& saying);
[[nodiscard]] Result<DiskSaying> decode_disk_saying(const Bytes& bytes);

struct DiskQuestion {
  NodeName self;
  MemberId leader;
  raft::Membership group;
  std::map<NodeName, DiskSaying> known;  // this member's own, and what others said last
  std::set<NodeName> reached;            // whose links are up: what others said is of no age then
};

struct DiskVerdict {
  // Why nothing that grows is to be taken for the sake of others' disks; empty: it may. Its own a
  // member looks at itself, whenever it is asked.
  std::string no_growth;
  // This member's disk is critical and another voter's is not: that one is to lead. Where all are
  // short somebody has to, or nothing could be deleted.
  bool gives_way = false;
  bool operator==(const DiskVerdict&) const = default;
};
DiskVerdict judge_disks(const Members& members, const DiskQuestion& question);

// Makes an object that was not there. Leases, Nodes and what shoal keeps of itself are few, and a
// cluster without them is of no use; updates, deletes and records make room or hardly need any.
bool grows(const log::Transaction& transaction);

}  // namespace shoal::cluster
