#pragma once
// Faults: what goes wrong in a run, planned from the seed before it begins, so that a plan can be
// printed and shortened. plan_faults is pure; FaultInjector carries the plan out on a cluster and
// takes back what lasts.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cluster-tests/sim/harness/administrator.hpp"

namespace shoal::sim {

enum class FaultKind : uint8_t {
  kill_raft,         // the actor
  kill_proposer,     // the actor
  kill_members,      // the actor
  crash,             // the process, as by SIGKILL
  crash_leader,      // the same, of whoever leads then
  power_loss,        // what was not synced is gone, and the write under way is torn or unheard of
  power_loss_all,    // of all nodes at once
  partition_halves,  // a minority and the rest
  partition_ring,    // everybody reaches its two neighbours only
  partition_bridge,  // two halves that only one node reaches both of
  partition_chain,   // a line of nodes
  broken_link,       // two nodes cannot reach each other
  isolate_leader,    // whoever leads then reaches nobody
  stranded_leader,   // the same, and its disk hangs for longer than that
  one_way,           // a node hears and is not heard; or the leader, while all disks are slow
  flap,              // a connection ends and is made again, many times
  loss,              // of a part of all frames
  delay,             // tens of milliseconds on every path
  duplicate,         // frames are doubled
  reorder,           // frames overtake each other
  late_copies,       // frames come once more, seconds later
  slow_disk,
  hung_disk,
  log_eio,       // the next write of the log fails, or is kept though reported as failed
  log_enospc,    // the log's disk is full for some writes
  log_torn,      // the next write of the log is half there
  state_eio,     // the same of the state database
  state_enospc,  // the same
  bit_flip,      // in what a disk holds, while its node is down
  lost_disk,     // a node's disks are replaced by empty ones
  lost_state,    // the state's alone: the same member comes back with its log
  clock_jump,    // of the wall clock, forward or back
  clock_drift,   // a clock is up to a tenth too fast or too slow
  transfer,      // of leadership
  join,          // a machine becomes a member
  leave,         // a member leaves for good
  swap_voters,   // one voter for another, through a joint membership
  compaction,    // history up to now is gone
};
inline constexpr size_t fault_kinds = 38;
std::string_view fault_name(FaultKind kind);

struct Fault {
  Duration at{0};
  FaultKind kind{};
  uint64_t dice = 0;  // what else is to be chosen: a node, a size
  Duration lasting{0};
};

struct FaultOptions {
  size_t count = 20;
  Duration from = 3s;
  Duration to = 52s;
};
std::vector<Fault> plan_faults(Random random, const FaultOptions& options);
std::string print(const Fault& fault);

class FaultInjector {
 public:
  FaultInjector(SimCluster& cluster, Administrator& administrator)
      : cluster_(cluster), administrator_(administrator) {}
  void schedule(const std::vector<Fault>& plan);
  // Called shortly before a fault that moves leadership.
  void on_unrest(std::function<void()> then) { on_unrest_ = std::move(then); }
  // Takes back what still lasts and starts whoever is to be a member and is down.
  void end_all();
  const std::map<FaultKind, uint64_t>& done() const { return done_; }

 private:
  void inject(const Fault& fault);
  void of_actors(const Fault& fault);
  void of_processes(const Fault& fault);
  void of_paths(const Fault& fault);
  void of_quality(const Fault& fault);
  void of_disks(const Fault& fault);
  void of_clocks(const Fault& fault);
  void of_leadership(const Fault& fault);
  void of_members(const Fault& fault);
  void block(std::vector<std::pair<size_t, size_t>> paths, Duration lasting);
  void slow_disks(Duration lasting);  // everybody's
  void flap(size_t a, size_t b, uint64_t times);
  SimNode& chosen(const Fault& fault) { return cluster_.node(fault.dice % cluster_.size()); }
  size_t leader_or(size_t other);

  SimCluster& cluster_;
  Administrator& administrator_;
  std::function<void()> on_unrest_;
  std::map<FaultKind, uint64_t> done_;
};

}  // namespace shoal::sim
