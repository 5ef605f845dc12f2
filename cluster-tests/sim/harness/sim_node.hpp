#pragma once
// SimNode: one machine and the process on it. The machine (disks, clock, name) outlives its
// processes. A process is what shoald is, on simulated seams: the same actors under the same
// supervision, the same disk, log and store. One thread.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

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

// What a node tells of itself to the checkers.
struct NodeEvents {
  std::function<void(const std::string& node, Term term)> led;
  std::function<void(const std::string& node, const raft::Entry&, const store::Applied&,
                     uint64_t state_hash)>
      applied;
  // A snapshot has replaced the state.
  std::function<void(const std::string& node, const store::Store&)> installed;
  std::function<void(const std::string& node, const CrashReport&)> crashed;
  std::function<void(const std::string& node, const std::string& why)> cannot_start;
};

struct NodeParts {
  NodeName name;
  MemberId id;
  std::map<MemberId, NodeName> members;  // of the whole cluster, this one too
  uint64_t seed = 0;
  EventLoop* loop = nullptr;
  Network* network = nullptr;
  NodeEvents events;
};

class SimNode {
 public:
  explicit SimNode(NodeParts parts);
  ~SimNode();

  const NodeName& name() const { return parts_.name; }
  MemberId id() const { return parts_.id; }
  bool up() const { return process_ != nullptr; }
  SimClock& clock() { return clock_; }
  DiskSpeed& speed() { return speed_; }
  engine::MemoryDisk& log_disk() { return log_disk_; }
  engine::MemoryDisk& state_disk() { return state_disk_; }

  void start();
  void end();         // as SIGKILL: nothing is said to anybody
  void lose_power();  // the same, and the disks lose what was not synced
  // Ends it now and starts it again after `away`.
  void restart(Duration away, bool power);

  // Of the running process; only while up().
  System& system();
  const store::Store& store() const;
  const log::LogStore& log() const;
  replica::Leadership& leadership();
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
  void applied(const store::Applied& applied);
  void applied_up_to(LogIndex index);
  void replaced();
  void fault(const Status& status);

  NodeParts parts_;
  Random random_;
  SimClock clock_;
  DiskSpeed speed_;
  engine::MemoryDisk log_disk_{engine::Durability::log};
  engine::MemoryDisk state_disk_{engine::Durability::state};
  uint64_t life_ = 0;
  bool wanted_ = true;
  uint64_t failed_starts_ = 0;  // in a row
  std::unique_ptr<Process> process_;
  std::multimap<LogIndex, std::function<void()>> when_applied_;
  std::map<uint64_t, std::function<void()>> gone_;
  uint64_t next_gone_ = 1;
};

}  // namespace shoal::sim
