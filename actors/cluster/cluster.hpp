#pragma once
// Cluster: a node's part in the cluster: who the members are, the links to them, what travels on
// these (raft, writes for the leader, snapshots, views), and the actors that watch, admit and
// place. How shoald puts a node together, in this order:
//
//    1. log   = LogStore::open(rocks(DATA/log), random id)         its member id is the node's
//    2. identity = cluster::enter_cluster({...})                   reads, founds or joins; blocks
//    3. disk  = Disk::create({..., first_membership = identity.first_membership,
//                  on_applied  = [&](const store::Applied& a) { cluster->applied(a); ...others },
//                  on_replaced = [&] { cluster->replaced(); ...others }})
//    4. refs  = make_ref<RaftActor>(), make_ref<ProposerActor>()   before they run
//    5. cluster = Cluster::create({...})                           opens the peer port
//    6. RaftSetup.peers = &cluster->peers()
//       RaftSetup.on_leader = [&](const LeaderChanged& c) { proposer.send(c);
//       cluster->leader_changed(c); } ProposerSetup.submit = [&](auto t) { return
//       cluster->submit(std::move(t)); }
//    7. system->run(): raft, proposer, supervisor("cluster", {}, cluster->actors()), ...
//    8. stop: cluster->close() first (links end, nothing comes in), then the system, then the disk
//
// Thread safe. Never blocks, except create and close. Replies come from any thread and only hand
// over.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/cluster/identity.hpp"
#include "actors/cluster/rules/roles.hpp"
#include "actors/cluster/rules/state_hashes.hpp"
#include "actors/supervision/tree.hpp"
#include "schema/actor/actor_spec.hpp"
#include "schema/vocab/executor.hpp"
#include "schema/vocab/link.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"
#include "storage/room/disk_room.hpp"

namespace shoal::cluster {

// Where the controllers of a shard are started and stopped on this node. Called from one actor, in
// order; a killed actor calls start again for what already runs: that is a no-op. No shards:
// hosts() is asked instead.
struct ShardHost {
  std::vector<std::string> shards;  // all of the cluster's: "deployments-0"
  std::function<void(const std::string& shard)> start;
  std::function<void(const std::string& shard)> stop;
};

struct ClusterSetup {
  Identity identity;
  Member self;  // as given to enter_cluster()
  std::string listen_host = "0.0.0.0";
  uint16_t listen_port = 0;  // 0: any, for tests; then self.port is set to it
  std::string data_dir;      // join-token is written here by the founder ("": not written)
  // DATA/identity, where the members are kept for a node that lost its log ("": not kept).
  std::string identity_dir;
  const Clock* clock = nullptr;
  replica::Disk* disk = nullptr;
  Ref<replica::RaftActor::Mail> raft;
  replica::ProposerRef proposer;
  replica::Leadership* leadership = nullptr;
  ShardHost shards;
  Duration spread_after = cluster::spread_after;
  // A witness has no state that says it: the cluster is at this feature level. From the links'
  // thread.
  std::function<void(uint32_t level)> level_told;
  // This node's actors, for the live view of the whole cluster; paths begin with the node's name.
  std::function<std::vector<ActorView>()> tree;
  std::function<Status(const std::string& path)> kill;
  // This replica's state is not to be used any more: it is to be rebuilt from the others, in a
  // process of its own. Called at most once, from any thread; serves nothing after it.
  std::function<void(const std::string& why)> rebuild;
  uint64_t hash_every = state_hash_every;  // entries between two state hashes that are compared
  // What somebody must act on; the other lines tell of what healed or changed.
  std::function<void(const std::string& line)> alarm = [](const std::string&) {};
  std::function<void(const std::string& line)> log = [](const std::string&) {};
  metrics::Registry* metrics = nullptr;  // may be null
  // What is left of the disk that holds this member's log and state; null: always enough.
  std::function<room::DiskSpace()> disk_space;
  room::DiskMarks disk_marks;
  // The seams of the simulator; null: real links, and a thread that reads snapshots.
  std::function<Result<std::unique_ptr<Links>>(LinkCallbacks)> make_links;
  std::function<std::unique_ptr<Executor>()> make_snapshot_reader;
};

// A replica that stands before an entry which kills it.
struct Held {
  LogIndex at;            // 0: it does not
  bool readable = false;  // what it has is all that anybody who can be asked was ever told
};

class Cluster {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Cluster>> create(ClusterSetup setup);
  virtual ~Cluster() = default;
  virtual void close() = 0;
  virtual uint16_t port() const = 0;

  // For raft and the proposer.
  virtual replica::PeerSender& peers() = 0;
  virtual bool submit(std::vector<Bytes> transactions) = 0;  // false: nobody is known to lead
  virtual void leader_changed(const replica::LeaderChanged& change) = 0;
  // On the applier's executor, after the new state can be read.
  virtual void applied(const store::Applied& applied) = 0;
  virtual void replaced() = 0;

  // Children for the node's tree: "members" (admits and places in raft), "watch" (declares death),
  // "placement" (hosts shards), "disk" (tells of its room). Of a witness (self.witness) the first
  // and the last.
  virtual std::vector<ActorSpec> actors() = 0;

  // All members, sorted by name. Of this node's own record the pod range is of interest.
  virtual Members members() const = 0;
  virtual bool connected(const NodeName& node) const = 0;

  // Whether this node is to host the shard now: for shells that ask instead of being started. They
  // are asked again after every applied change.
  virtual bool hosts(std::string_view shard) const = 0;

  // Why nothing that grows the state is to be taken, as the other members told of their disks;
  // empty: it may grow.
  virtual std::string no_growth() const = 0;

  // A new join token, valid for `life`: its text is a secret.
  virtual void make_join_token(Duration life, Reply<std::string> reply) = 0;
  // Removes a member for good: its record, and then its place in raft. A voter that leaves is taken
  // out by a joint change of the others.
  virtual void leave(const NodeName& node, Reply<Done> reply) = 0;

  virtual Held held() const = 0;

  // Live views as the API serves them under shoal.dev/v1alpha1: whole JSON documents of a List.
  // Nodes that do not answer within a second are left out of actors and shown as not connected in
  // peers.
  virtual void list_peers(Reply<std::string> reply) = 0;
  virtual void list_actors(Reply<std::string> reply) = 0;
  // What every node that answers knows of its log and group; and this node alone.
  virtual void list_raft(Reply<std::string> reply) = 0;
  virtual void raft_status(Reply<std::string> reply) = 0;
  // `name` as in the list: the path with ':' for '/'. not_found: no such actor, or its node is
  // away.
  virtual void kill_actor(const std::string& name, Reply<Done> reply) = 0;
};

}  // namespace shoal::cluster
