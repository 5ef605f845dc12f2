#pragma once
// SimCluster: the machines, the network between them and the checkers that look on while it runs.
// The one loop: whatever is ready at this moment, then the next moment at which something is due.
// One thread.

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cluster-tests/sim/checkers/replicas.hpp"
#include "cluster-tests/sim/harness/sim_node.hpp"

namespace shoal::sim {

class SimCluster {
 public:
  // The first `nodes` machines found the cluster; spare ones may join it.
  SimCluster(uint64_t seed, size_t nodes, size_t spares = 0);
  ~SimCluster();

  EventLoop& loop() { return loop_; }
  Network& network() { return *network_; }
  Random& random() { return random_; }
  Violations& violations() { return violations_; }
  Replicas& replicas() { return replicas_; }
  size_t size() const { return nodes_.size(); }  // with the spare ones
  size_t founders() const { return founders_; }
  SimNode& node(size_t i) { return *nodes_[i]; }
  // The live node that leads in the highest term, as it believes; null when none does.
  SimNode* leader();
  uint64_t deaths() const { return deaths_; }
  uint64_t snapshots() const { return snapshots_; }  // installed

  void start();
  // From then on no time passes once something is found wrong.
  void stop_at_first() { stop_at_first_ = true; }
  void run_for(Duration d);
  // Until `done`, at most `limit`; false when it was not done by then.
  bool run_until(Duration limit, const std::function<bool()>& done);
  // All members are up and agree on a leader, and nobody is behind.
  bool converged();
  // And raft's group is those who are members, none of them between two roles.
  bool membership_settled();
  // How the nodes stand, for people.
  std::string describe();
  // No member is away, in doubt or counted twice: one disk can be lost, and nothing with it.
  bool can_lose_a_disk();
  // The disks of a node that is down are to be lost; what it held counts as having been there.
  void note_lost_disks(SimNode& node);
  // Every actor of every tree runs.
  void every_death_is_answered();
  // Judges what is still in doubt.
  void durable() { judge_doubts(loop_.now()); }
  // What the members hold now: their logs as far as they reach, and their states.
  void compare();

 private:
  // Applied, and not on the disks of a quorum of any membership known then. A leader counts by a
  // membership that it has appended and that no disk has yet: soon some log tells of it.
  struct Doubt {
    LogIndex index;
    Duration since{0};
    std::set<MemberId> holders;
    std::string who;
  };
  NodeEvents events();
  void join(const cluster::Member& self, std::function<void(Result<cluster::Members>)> done);
  bool on_quorum(LogIndex index, Term term);
  void doubt(LogIndex index, Term term);
  void judge_doubts(Duration before);
  std::string who_holds(LogIndex index, Term term);  // for people
  bool quorum_holds(const raft::Membership& membership, LogIndex index, Term term);
  void settle();
  void step(Duration end);

  Random random_;
  EventLoop loop_;
  Violations violations_;
  Replicas replicas_{violations_, [this](LogIndex index, Term term) -> std::optional<std::string> {
                       if (!on_quorum(index, term)) doubt(index, term);
                       return std::nullopt;
                     }};
  std::unique_ptr<Network> network_;
  std::vector<std::unique_ptr<SimNode>> nodes_;
  size_t founders_;
  bool stop_at_first_ = false;
  bool storm_told_ = false;
  std::deque<Doubt> doubts_;
  std::map<MemberId, LogIndex> lost_logs_;  // of those whose disks are gone: how far they reached
  uint64_t deaths_ = 0;
  uint64_t snapshots_ = 0;
};

}  // namespace shoal::sim
