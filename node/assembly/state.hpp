#pragma once
// State: the durable half of a node: its log, its state machine, and the view that everything on
// the node reads. It outlives every actor.

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "actors/apiserver/server/applied_gate.hpp"
#include "actors/objects/view.hpp"
#include "schema/metrics/metrics.hpp"
#include "schema/vocab/executor.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/leadership.hpp"

namespace shoal::node {

struct StateOptions {
  std::string data_dir;
  MemberId fresh_member;                 // for a log that is not there yet
  bool witness = false;                  // keeps the log and applies nothing of it
  metrics::Registry* metrics = nullptr;  // where it counts; with the clock, and both outlive it
  const Clock* clock = nullptr;
  log::Levels levels;  // the feature levels this program knows
  // Tests: the log's device follows DATA/log-fault, and apply DATA/apply-fault.
  bool disk_faults = false;
  // What is also in memory is damaged on the disk.
  std::function<void(const Status&)> on_damage;
  // Given the log's member id: enters the cluster and says what an empty log begins with.
  std::function<Result<raft::Membership>(MemberId member)> enter;
};

// A program that does not know the cluster's feature level ends here; the guard starts it no more.
[[noreturn]] void stop_unknown_level(const Status& why);

class State {
 public:
  // A damaged log or state, and whatever `enter` refuses. A disk that fails later ends the process;
  // one whose state must not be used any more is rebuilt (damage.hpp). forbidden: a directory of a
  // cluster at a feature level that this program does not know, or of a newer format; then nothing
  // was opened.
  static Result<std::unique_ptr<State>> open(const StateOptions& options);
  ~State();

  // Waits for what was given to the executors and ends them; nothing is written or applied
  // afterwards.
  void close();

  MemberId member() const { return member_; }
  replica::Disk& disk() { return *disk_; }
  Executor& scrub_executor() { return *scrub_executor_; }
  const store::Store& store() const { return disk_->store(); }
  replica::Leadership& leadership() { return leadership_; }
  api::AppliedGate& gate() { return gate_; }
  const std::shared_ptr<objects::Cache>& cache() const { return cache_; }
  // Bytes of files.
  uint64_t log_bytes() const { return bytes_of(*log_engine_); }
  uint64_t state_bytes() const { return bytes_of(*state_engine_); }
  objects::View view() const { return {store().snapshot(), cache_}; }

  // Told on the applier's thread after every entry; it only hands over. Before the actors run.
  void on_applied(std::function<void(const store::Applied&)> listener);
  // The same for a state that was replaced as a whole by a snapshot.
  void on_replaced(std::function<void()> listener);

 private:
  State() = default;
  static uint64_t bytes_of(const engine::Engine& engine);
  void applied(const store::Applied& applied);
  void replaced();

  MemberId member_;
  engine::Engine* log_engine_ = nullptr;  // the disk's
  engine::Engine* state_engine_ = nullptr;
  std::vector<std::function<void(const store::Applied&)>> listeners_;
  std::vector<std::function<void()>> replaced_listeners_;
  replica::Leadership leadership_;
  api::AppliedGate gate_;
  std::shared_ptr<objects::Cache> cache_ = std::make_shared<objects::Cache>();
  std::unique_ptr<replica::Disk> disk_;
  // Last, so that they end first: their jobs use everything above.
  std::unique_ptr<Executor> flush_executor_;
  std::unique_ptr<Executor> apply_executor_;
  std::unique_ptr<Executor> log_executor_;
  std::unique_ptr<Executor> scrub_executor_;
};

}  // namespace shoal::node
