#pragma once
// World: a model cluster with one node whose controllers run as they do in production: the real
// shell under a deterministic system, on a replica that may lag behind the log, with faults a test
// chooses. One thread; the same seed gives the same run.

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "actors/controllers/controllers_tree.hpp"
#include "actors/controllers/testing/model.hpp"
#include "actors/supervision/system.hpp"

namespace shoal::controllers::testing {

// What may go wrong. An absent function: nothing does.
struct Faults {
  enum class Fate : uint8_t { commit, conflict, lose };
  // Of the n-th proposal (from 1). lose: it is committed after the next few, and nobody is told.
  std::function<Fate(uint64_t n)> fate;
  // After the n-th proposal has been committed, before anybody is told.
  std::function<void(uint64_t n)> committed;
  // How often the n-th notification (from 1) arrives.
  std::function<uint32_t(uint64_t n)> notified;
  // The local replica learns nothing while this says so.
  std::function<bool()> frozen;
};

class World {
 public:
  explicit World(std::span<const ControllerRow> rows, uint64_t seed = 1, Faults faults = {});
  ~World();

  ManualClock& clock() { return clock_; }
  Model& model() { return model_; }  // the log's end, where administrators write
  System& system() { return *system_; }

  // Until nobody has written anything for the quiet time, at most `limit`; false when it did not
  // come to that.
  bool run(Duration limit = std::chrono::minutes(30));
  // Shorter than a back-off, it takes a controller that waits for its next attempt to be at rest.
  void set_quiet(Duration quiet) { quiet_ = quiet; }
  void run_for(Duration d);

  // A node that runs every pod: binds it, makes it ready after a second, ends it when it is to go.
  void set_kubelet(bool on) { kubelet_ = on; }

  // Kills every shard's actor; their supervisors start them anew. What they had proposed comes to
  // the log after the next few commits.
  void crash_controllers();
  void set_faults(Faults faults) { faults_ = std::move(faults); }
  uint64_t proposals() const { return proposal_count_; }
  uint64_t notifications() const { return notification_count_; }
  // Guarded proposals of dead incarnations that were committed after a later one had raised the
  // epoch.
  uint64_t late_commits() const { return late_commits_; }
  // Proposals that relied on a state older than an own write whose outcome had been told.
  const std::vector<std::string>& blind_writes() const { return blind_; }

 private:
  struct Step {  // one commit on its way to the local replica
    std::optional<objects::View> view;
    store::Outcome outcome;
    Reply<store::Outcome> reply;
    std::vector<std::string> keys;
    std::string user;
  };
  struct Proposed {
    log::Transaction transaction;
    Reply<store::Outcome> reply;
    bool late = false;
    uint64_t at = 0;  // proposals that had come to the log before
  };
  std::shared_ptr<const ControllersSetup> setup();
  Result<store::Changes> changes(store::Resources wanted, Revision after, size_t max) const;
  void propose(log::Transaction transaction, Reply<store::Outcome> reply);
  void check_not_blind(const log::Transaction& transaction);
  void note_foreign_writes();
  bool commit_one();
  void commit(Proposed proposed, uint64_t n);
  void put_off(Proposed proposed);
  bool catch_up_one();
  bool turn();
  void run_kubelet();

  ManualClock clock_;
  Model model_;
  Faults faults_;
  Random random_;
  objects::View local_;
  Revision noted_;  // of the log, what is on its way to the local replica
  std::deque<Proposed> proposed_;
  std::deque<Proposed> late_;  // of killed controllers
  uint64_t late_at_ = 0, late_turns_ = 0, late_commits_ = 0;
  std::map<std::string, uint64_t> raised_;  // user -> the proposal that raised its epoch last
  std::deque<Step> steps_;
  uint64_t proposal_count_ = 0, notification_count_ = 0;
  std::map<std::string, std::pair<std::string, Revision>>
      told_;  // key -> who was told of which write
  std::vector<std::string> blind_;
  bool kubelet_ = false;
  Duration quiet_ = std::chrono::seconds(2);
  ControllersTree tree_;
  std::unique_ptr<System> system_;
};

}  // namespace shoal::controllers::testing
