#pragma once
// ControllerActor: the shell of one shard of one controller. While this node hosts the shard it
//   1. raises the shard's epoch by a log entry and waits until the local replica includes it:
//      whatever a predecessor left under way is in that state or will be refused;
//   2. looks at every primary object, then at those that changes wake, each by a workload actor;
//   3. proposes what they ask for, guarded by the epoch, and keeps each proposal until its outcome;
//      what another look of the shard has under way, or what has changed since, is not proposed but
//      looked at again.
// It may be killed at any point: the next incarnation starts at 1. A proposal whose outcome is
// unknown, or that the epoch refused, does the same. Only its own actor touches it.

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "actors/controllers/workload_actor.hpp"
#include "actors/controllers/writes_under_way.hpp"
#include "actors/supervision/supervisor.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::controllers {

class QueueMeasures;

// The actors of the objects, by name. It outlives incarnations of the controller, as they do.
using Workloads = std::map<ObjectName, std::pair<WorkloadRef, MonoTime>>;  // and when last used

class ControllerActor final : public Actor<ControllerActor, Changed> {
 public:
  struct World {
    std::shared_ptr<const ControllersSetup> setup;
    std::shared_ptr<const ControllerRow> row;
    uint32_t shard = 0;
    SupervisorRef supervisor;  // of the workload actors
    std::shared_ptr<Workloads> workloads;
  };
  ControllerActor(Context& context, World world);
  ~ControllerActor() override;
  Status start() override;
  void on(const Changed&);

 private:
  // An object in hand: looked at, or with units under way.
  struct Job {
    About about;
    std::deque<Proposal> waiting;
    size_t in_flight = 0;
    MonoTime began{};
    LastPlan last;
    std::optional<Duration> look_again;
  };
  // A unit in the log, or on its way there.
  struct Unit {
    ObjectName name;  // whose plan it is of
    std::string why;
    std::vector<objects::Report> reports;
    std::vector<std::string> keys;  // that it writes
  };
  enum class Phase : uint8_t { idle, raising, hosting };

  // controller_epoch_actor.cpp: who hosts, and reading what changed
  void poll();
  void check_host();
  void raise_epoch();
  void hosting_if_included();
  void lose();
  void look_at_everything(const objects::View& view);
  void read_changes();
  void wake(const store::Change& change, const objects::View& view);
  const schema::Kind* watched_kind(std::string_view key);

  // controller_actor.cpp: looks, proposals, outcomes
  void pump();
  void look_at(const ObjectName& name);
  WorkloadRef workload(const ObjectName& name);
  void looked(const ObjectName& name, Result<LookPtr> result);
  void propose_waiting();
  bool may_propose(const Unit& unit, const log::Transaction& transaction);
  void propose(std::shared_ptr<const Unit> unit, log::Transaction transaction);
  void outcome(const Unit& unit, Result<store::Outcome> result);
  void note_outcome(Job& job, const Unit& unit, const Result<store::Outcome>& result);
  void finish_if_done(const ObjectName& name);
  void finish(const ObjectName& name, bool failed);
  void passivate();
  void tell_events();
  void tell_events_later();
  bool mine(const ObjectName& name) const;
  void measure();

  World world_;
  std::string shard_;
  Phase phase_ = Phase::idle;
  uint64_t round_ = 0;  // of hosting; answers to an earlier one are void
  ShardEpoch epoch_;
  Revision seen_;       // changes up to here have woken whom they concern
  Revision committed_;  // of our own writes
  LookQueue queue_;
  std::map<ObjectName, Job> jobs_;
  std::map<ObjectName, LastPlan> last_;  // of failed objects, until they are looked at again
  std::deque<ObjectName> proposing_;     // jobs with waiting proposals
  size_t in_flight_ = 0;
  WritesUnderWay under_way_;
  std::optional<MonoTime> pump_at_;
  EventBook events_;
  bool telling_ = false;                                           // a timer is set
  std::unique_ptr<QueueMeasures> measures_;                        // null: nobody asks
  store::Resources minds_;                                         // of the row
  std::map<std::string, const schema::Kind*, std::less<>> kinds_;  // watched, by key prefix
};

// Notifications merge: more than a few that wait say nothing more.
inline constexpr size_t controller_letters_max = 16;

}  // namespace shoal::controllers
