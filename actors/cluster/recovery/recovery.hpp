#pragma once
// Recovery: when most voters are lost for good, the cluster begins a new life from the disk of one
// survivor. Two steps, so that nobody decides blindly: inspect() says what each disk holds,
// plan_recovery() which one is best and what is lost with it, recover() does it.
//
// What recover() keeps: every entry of the survivor's log, whether or not it is known that a quorum
// had it. What it ends: the old group. The state goes on in a new cluster epoch with the survivor
// as the only voter, under a new member id; all other members' records are gone, so that their keys
// are nobody's and they are refused until they join anew, and entries of the old life are refused
// by apply.
//
// The node must not run. Errors: unavailable when it does, not_found when the directory is no
// node's, bad_request when its disk is damaged. All functions block for the disk. Not thread safe.

#include <optional>
#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"
#include "actors/link/client_link.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"
#include "storage/archive/archive.hpp"
#include "storage/raft/types.hpp"

namespace shoal::cluster {

// What a stopped node's disk holds.
struct Survivor {
  std::string data_dir;
  std::string cluster;
  NodeName node;  // empty: its own record is not in its state
  MemberId member;
  Term term;
  MemberId vote;
  LogIndex flushed;    // of the state on the disk
  LogIndex committed;  // known to be, at least
  LogIndex last;
  Term last_term;
  std::optional<WallTime> last_written;  // the leader's stamp of the last entry that has one
  ClusterEpoch epoch;
  raft::Membership group;  // as of the flushed state
  Members members;
};
[[nodiscard]] Result<Survivor> inspect(const std::string& data_dir);

struct RecoveryPlan {
  size_t chosen = 0;            // of the survivors: the newest log
  std::vector<NodeName> ended;  // members that must join anew
  // Nothing that was acknowledged is lost: so many voters' disks were looked at that every quorum
  // has one of them.
  bool nothing_lost = false;
  std::string text;  // all of it in words
};
// conflict: the disks are of different clusters or lives; invalid: none is given, or one twice.
[[nodiscard]] Result<RecoveryPlan> plan_recovery(const std::vector<Survivor>& survivors);

struct Recovered {
  NodeName node;
  MemberId member;
  ClusterEpoch epoch;
  Revision revision;
  std::string kept_at;  // the old log and state, to be removed by hand
};
// `member`: 64 random bits. Cut short, it can be repeated: the old log and state stand until the
// new ones are whole beside them. Should it end between moving the old ones away and the new ones
// in, the old ones are in before-recovery-*, and the node refuses to start.
[[nodiscard]] Result<Recovered> recover(const std::string& data_dir, MemberId member, WallTime now);

// A stopped node's state as one file, with all of its log that is known to be committed.
[[nodiscard]] Result<archive::Summary> save_snapshot(const std::string& data_dir, WallTime now,
                                                     const std::string& file);

// The same of a node that runs, and goes on meanwhile: its state at one index, as it has applied it
// when this is called. `link` names the node and its peer port (client_of).
[[nodiscard]] Result<archive::Summary> save_live_snapshot(const ClientLinkOptions& link,
                                                          WallTime now, const std::string& file);

// Such a file as a data directory again, with the same end of the old membership as recover(). A
// node whose identity/ is kept stays who it was.
struct Restored {
  archive::Summary from;
  Recovered begun;
};
[[nodiscard]] Result<Restored> restore_snapshot(const std::string& file,
                                                const std::string& data_dir, MemberId member,
                                                WallTime now);

}  // namespace shoal::cluster
