#pragma once
// SimNode: one machine and the process on it. The machine (disks, clock, name) outlives its
// processes. A process is what shoald is, on simulated seams: the same actors under the same
// supervision, the same disk, log and store. One thread.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/cluster/cluster.hpp"
#include "actors/supervision/system.hpp"
#include "cluster-tests/sim/harness/machine.hpp"
#include "cluster-tests/sim/harness/network.hpp"
#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"

namespace shoal::sim {

class Process;

// What a node tells of itself to the checkers, and asks of whoever plays its administrator.
struct NodeEvents {
  std::function<void(const std::string& node, Term term)> led;
  std::function<void(const std::string& node, const raft::Entry&, const store::Applied&,
                     uint64_t state_hash)>
      applied;
  // A snapshot has replaced the state.
  std::function<void(const std::string& node, const store::Store&)> installed;
  std::function<void(const std::string& node, const CrashReport&)> crashed;
  // Entries are handed to the applier under this membership.
  std::function<void(const std::string& node, const std::vector<raft::Entry>&,
                     const raft::SnapshotMeta&)>
      membership;
  std::function<void(const std::string& node, const std::string& why)> cannot_start;
  // It has found its own state to be wrong; before its disks go.
  std::function<void(const std::string& node, const std::string& why)> rebuilt;
  // Asks a member to let this one in; answered with the members that it then knows.
  std::function<void(const cluster::Member& self, std::function<void(Result<cluster::Members>)>)>
      join;
};

struct NodeParts {
  cluster::Member self;
  // Whom the group begins with; a node that is not among them joins.
  cluster::Members first;
  uint64_t seed = 0;
  EventLoop* loop = nullptr;
  Network* network = nullptr;
  NodeEvents events;
};

class SimNode {
 public:
  explicit SimNode(NodeParts parts);
  ~SimNode();

  const NodeName& name() const { return parts_.self.name; }
  MemberId id() const { return parts_.self.id; }
  const cluster::Member& self() const { return parts_.self; }
  bool up() const { return process_ != nullptr; }
  // Is to be a member of the cluster; one that is not stays down.
  bool wanted() const { return wanted_; }
  void want(bool member) { wanted_ = member; }
  SimClock& clock() { return clock_; }
  DiskSpeed& speed() { return speed_; }
  void heal_disks();  // as fast again as this machine's are
  engine::MemoryDisk& log_disk() { return *log_disk_; }
  engine::MemoryDisk& state_disk() { return *state_disk_; }

  void start();       // joins first, when its log is a new one
  void end();         // as SIGKILL: nothing is said to anybody
  void lose_power();  // the same, and the disks lose what was not synced
  // Ends it now and starts it again after `away`.
  void restart(Duration away, bool power);
  // Of a node that is down: both disks are empty now. It comes back under its name, as somebody
  // else.
  void lose_disks();
  void lose_state();  // of a node that is down: its log is all it has
  // Of the running process, or what the dead one left; null when that cannot be read.
  const log::LogStore* log_on_disk();
  // The log holds this entry, or a snapshot that covers it; also of a node that is down.
  bool holds(LogIndex index, Term term);

  // Of the running process; only while up().
  System& system();
  const store::Store& store() const;
  const log::LogStore& log() const;
  replica::Leadership& leadership();
  cluster::Cluster& cluster();
  const Ref<replica::RaftActor::Mail>& raft() const;
  const replica::ProposerRef& proposer() const;
  raft::RaftStatus status();  // asks the actor, and runs this node until it answers
  uint64_t life() const { return life_; }

  // Runs when the replica has applied `index`. Forgotten when the process ends.
  void when_applied(LogIndex index, std::function<void()> then);
  // Runs when this process ends.
  uint64_t when_gone(std::function<void()> then);
  void forget_gone(uint64_t id) { gone_.erase(id); }

  size_t run_ready();
  std::optional<Duration> next_timer() const;
  void fire_timers();

 private:
  friend class Process;
  void join();
  void applied(const store::Applied& applied);
  void applied_up_to(LogIndex index);
  void replaced();
  void fault(const Status& status);
  void rebuild(const std::string& why);

  NodeParts parts_;
  Random random_;
  SimClock clock_;
  Duration disk_typical_;  // some machines have slower disks than others
  DiskSpeed speed_;
  std::unique_ptr<engine::MemoryDisk> log_disk_;
  std::unique_ptr<engine::MemoryDisk> state_disk_;
  cluster::Members known_;
  bool founder_ = false;
  bool joined_ = false;
  bool joining_ = false;
  std::unique_ptr<log::LogStore> log_of_the_dead_;  // for holds()
  uint64_t life_ = 0;
  bool wanted_ = true;
  uint64_t failed_starts_ = 0;  // in a row
  std::unique_ptr<Process> process_;
  std::multimap<LogIndex, std::function<void()>> when_applied_;
  std::map<uint64_t, std::function<void()>> gone_;
  uint64_t next_gone_ = 1;
};

}  // namespace shoal::sim
