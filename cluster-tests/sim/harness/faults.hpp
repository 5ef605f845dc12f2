#pragma once
// Faults: what goes wrong in a run, planned from the seed before it begins, so that a plan can be
// printed and shortened. plan_faults is pure; FaultInjector carries the plan out on a cluster and
// takes back what lasts.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cluster-tests/sim/harness/sim_cluster.hpp"

namespace shoal::sim {

enum class FaultKind : uint8_t {
  kill_raft,         // the actor
  kill_proposer,     // the actor
  crash,             // the process, as by SIGKILL
  crash_leader,      // the same, of whoever leads then
  power_loss,        // what was not synced is gone
  power_loss_all,    // of all nodes at once
  partition_halves,  // a minority and the rest
  partition_ring,    // everybody reaches its two neighbours only
  partition_bridge,  // two halves that only one node reaches both of
  isolate_leader,    // whoever leads then reaches nobody
  one_way,           // a node hears and is not heard
  flap,              // a connection ends and is made again, many times
  loss,              // of a part of all frames
  delay,             // tens of milliseconds on every path
  twice,             // frames are doubled and overtake each other
  slow_disk,
  hung_disk,
  log_error,    // the next write of the log fails, tears, or is kept though reported as failed
  state_error,  // the same in the state database
  clock_jump,   // of the wall clock, forward or back
  transfer,     // of leadership
  compaction,   // history up to now is gone
};
inline constexpr size_t fault_kinds = 22;
std::string_view fault_name(FaultKind kind);

struct Fault {
  Duration at{0};
  FaultKind kind{};
  uint64_t dice = 0;  // what else is to be chosen: a node, a size
  Duration lasting{0};
};

struct FaultOptions {
  size_t count = 16;
  Duration from = 3s;
  Duration to = 52s;
};
std::vector<Fault> plan_faults(Random random, const FaultOptions& options);
std::string print(const Fault& fault);

class FaultInjector {
 public:
  explicit FaultInjector(SimCluster& cluster) : cluster_(cluster) {}
  void schedule(const std::vector<Fault>& plan);
  // Takes back what still lasts and starts who is down.
  void end_all();
  const std::map<FaultKind, uint64_t>& done() const { return done_; }

 private:
  void inject(const Fault& fault);
  void of_actors(const Fault& fault);
  void of_processes(const Fault& fault);
  void of_paths(const Fault& fault);
  void of_quality(const Fault& fault);
  void of_disks(const Fault& fault);
  void of_leadership(const Fault& fault);
  void block(std::vector<std::pair<size_t, size_t>> paths, Duration lasting);
  void flap(size_t a, size_t b, uint64_t times);
  SimNode& chosen(const Fault& fault) { return cluster_.node(fault.dice % cluster_.size()); }
  size_t leader_or(size_t other);

  SimCluster& cluster_;
  std::map<FaultKind, uint64_t> done_;
};

}  // namespace shoal::sim
