#pragma once
// The scheduler's shell. It keeps a Cluster and a Queue up to date from the replica's changes, lets
// schedule() choose, and proposes what was chosen: one transaction for all pods that a round gives
// to one node, guarded by that node's placement sequence, so that whatever else was put there
// meanwhile refuses it whole. A round ends when each of its transactions has an outcome; only then
// is the next one begun, on a view that includes them. A choice that was refused is made again.
//
// Killable at any point: a new incarnation raises the shard's epoch, which refuses what its
// predecessor left in flight, and begins from a view that includes the raise. A bound pod is never
// moved: every binding is guarded by the revision of the unbound pod.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "actors/scheduler/explanation.hpp"
#include "schema/actor/actor.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::metrics {
class Registry;
}

namespace shoal::scheduler {

struct Decision;
struct Proposal;

// Something to tell people about a pod; becomes an Event, never in the way of a binding.
struct PodReport {
  std::string space;
  std::string name;
  Uid uid;
  objects::Report report;  // Scheduled, FailedScheduling
};

struct SchedulerBounds {
  size_t round_pods_max = 500;  // tried in one round
  // A node has at most one transaction in flight, with at most this many pods of a round; kept well
  // below log::transaction_bytes_max with pods of 16 kB.
  size_t node_pods_max = 200;
  size_t changes_max = 4096;         // read in one go
  size_t reports_max = 1024;         // handed over after one round; more are counted, not told
  size_t explained_nodes_max = 100;  // reasons per node kept for one pod
  // Without a word about changes it looks by itself: a lost one costs no more than this.
  Duration poll = std::chrono::milliseconds(500);
  Duration outcome_deadline = std::chrono::seconds(45);  // longer than the proposer's patience
};

// What it stands on. All functions may be called by any thread and must not wait; the setup
// outlives every incarnation.
struct SchedulerSetup {
  NodeName node;  // the one it runs on: host of the shard
  // The local replica's newest state, and its WatchWindow::changes_of.
  std::function<objects::View()> view;
  std::shared_ptr<objects::Cache> cache;
  std::function<Result<store::Changes>(store::Resources wanted, Revision after,
                                       size_t looked_at_max)>
      changes;
  // Puts a transaction into the log. Its outcome, once the local replica has applied it; timeout or
  // unavailable: unknown for ever; any other error: it was never put there.
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
  // Whether this node is to host the shard ("scheduler"), as placement has it now. Empty: yes.
  std::function<bool(std::string_view shard)> hosts;
  // Takes what happened to a round's pods; may drop them. Empty: nobody listens.
  std::function<void(std::vector<PodReport>)> report;
  std::string shard = "scheduler";
  SchedulerBounds bounds;
  metrics::Registry* metrics = nullptr;  // may be null
};

// The local replica has new state, or placement has. Losing, merging and repeating it is harmless.
struct Changed {};

// Why is this pod not placed? not_found: it is not waiting here.
struct Explain {
  std::string space;
  std::string name;
  Reply<Explanation> reply;
};

class SchedulerActor final : public Actor<SchedulerActor, Changed, Explain> {
 public:
  SchedulerActor(Context& context, std::shared_ptr<const SchedulerSetup> setup);
  ~SchedulerActor() override;
  static store::Resources minds();  // whose changes it is to be told
  Status start() override;
  void on(const Changed& m);
  void on(const Explain& m);

 private:
  struct State;
  void look();
  void look_later(Duration delay);
  void raise_epoch(const objects::View& view);
  void run_round(const objects::View& view);
  void park_failed(const std::vector<Decision>& decisions,
                   const std::vector<std::pair<size_t, Status>>& impossible);
  void propose(Proposal proposal);
  void hand_over_reports();
  void measure(const std::vector<size_t>& pods, const Result<store::Outcome>& outcome);

  std::unique_ptr<State> state_;
};

using SchedulerRef = Ref<SchedulerActor::Mail>;

}  // namespace shoal::scheduler
