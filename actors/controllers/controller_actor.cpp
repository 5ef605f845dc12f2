#include "actors/controllers/controller_actor.hpp"

#include "actors/controllers/queue_measures.hpp"

namespace shoal::controllers {
namespace {

// Outcomes that leave it open whether the transaction is, or will be, in the log.
bool is_unknown(const Status& status) {
  return status.code() == Code::timeout || status.code() == Code::unavailable;
}

}  // namespace

ControllerActor::ControllerActor(Context& context, World world)
    : Actor(context),
      world_(std::move(world)),
      shard_(world_.row->shard(world_.shard)),
      queue_(world_.setup->bounds.queue),
      events_(std::string(world_.row->name) + "-controller", world_.setup->node) {
  if (auto* registry = world_.setup->metrics)
    measures_ = std::make_unique<QueueMeasures>(*registry, world_.row->name);
}
ControllerActor::~ControllerActor() = default;

void ControllerActor::measure() {
  if (measures_) measures_->show(queue_.waiting(), queue_.added(), in_flight_);
}

// Starts as many looks as there is room for, and sees to it that it is called when the next is due.
void ControllerActor::pump() {
  measure();
  if (phase_ != Phase::hosting) return;
  const auto names = queue_.take(context().now());
  if (measures_)
    for (auto waited : queue_.waited()) measures_->took(waited);
  measure();
  for (const auto& name : names) look_at(name);
  auto due = queue_.next_due();
  if (!due || (pump_at_ && *pump_at_ <= *due)) return;
  pump_at_ = *due;
  auto delay = std::max(Duration(0), *due - context().now());
  context().later(
      delay,
      [this] {
        pump_at_.reset();
        pump();
      },
      "due");
}

void ControllerActor::look_at(const ObjectName& name) {
  LookAt request;
  request.at_least = std::max(seen_, committed_);
  if (auto found = last_.find(name); found != last_.end()) {
    request.last = std::move(found->second);
    last_.erase(found);
  }
  auto round = round_;
  request.reply = reply_here<LookPtr>(world_.setup->bounds.look_deadline,
                                      [this, name, round](Result<LookPtr> result) {
                                        if (round == round_) looked(name, std::move(result));
                                      });
  jobs_[name] = {};
  jobs_[name].began = context().now();
  // Refused: the reply goes with the message, and says so.
  (void)workload(name).send(std::move(request));
}

WorkloadRef ControllerActor::workload(const ObjectName& name) {
  auto [at, fresh] = world_.workloads->try_emplace(name);
  at->second.second = context().now();
  if (!fresh) return at->second.first;
  auto ref = make_ref<WorkloadActor>();
  at->second.first = ref;
  bool many = world_.row->primaries.size() > 1;
  std::string id = (many ? std::string(name.kind->plural) + "/" : "") + name.path();
  auto spec = worker<WorkloadActor>(id, ref, world_.setup, world_.row, name);
  Reply<Done> started([ref, back = context().reentry(), this, name](Result<Done> result) {
    if (result.ok()) return;
    ref.mailbox()->close();  // it never ran: whoever waits for it is told
    back.post([this, name] { world_.workloads->erase(name); }, "not started");
  });
  (void)world_.supervisor.send(StartChild{std::move(spec), started});
  return ref;
}

void ControllerActor::looked(const ObjectName& name, Result<LookPtr> result) {
  auto found = jobs_.find(name);
  if (found == jobs_.end()) return;
  if (!result.ok()) return finish(name, true);
  Look& look = **result;
  Job& job = found->second;
  job.about = look.about;
  job.look_again = look.look_again;
  job.last = std::move(look.settled);
  for (auto& proposal : look.proposals) job.waiting.push_back(std::move(proposal));
  if (!job.about.uid.empty()) {
    for (const auto& report : look.reports) events_.note(job.about, report, context().wall());
    tell_events_later();
  }
  if (job.waiting.empty()) return finish(name, job.last.refused > 0);
  proposing_.push_back(name);
  propose_waiting();
}

// One unit of each object in turn, so that a large plan does not hold up small ones.
void ControllerActor::propose_waiting() {
  while (!proposing_.empty() && in_flight_ < world_.setup->bounds.units_in_flight_max) {
    ObjectName name = std::move(proposing_.front());
    proposing_.pop_front();
    auto found = jobs_.find(name);
    if (found == jobs_.end() || found->second.waiting.empty()) continue;
    Job& job = found->second;
    Proposal next = std::move(job.waiting.front());
    job.waiting.pop_front();
    if (!job.waiting.empty()) proposing_.push_back(name);
    Unit unit{name, std::move(next.why), std::move(next.reports), written_keys(next.transaction)};
    if (may_propose(unit, next.transaction)) {
      ++job.in_flight;
      propose(std::make_shared<const Unit>(std::move(unit)), std::move(next.transaction));
    } else {
      finish_if_done(name);
    }
  }
}

// Otherwise its object is looked at again as soon as that can come to something else.
bool ControllerActor::may_propose(const Unit& unit, const log::Transaction& transaction) {
  if (is_overtaken(transaction, world_.setup->view().snapshot())) {
    queue_.add(unit.name, context().now());
    return false;
  }
  return under_way_.begin(unit.name, unit.keys);
}

void ControllerActor::propose(std::shared_ptr<const Unit> unit, log::Transaction transaction) {
  ++in_flight_;
  transaction.guards.push_back(log::guard::AtShardEpoch{shard_, epoch_});
  auto round = round_;
  auto reply = reply_here<store::Outcome>(
      world_.setup->bounds.outcome_deadline,
      [this, unit = std::move(unit), round](Result<store::Outcome> result) {
        if (round == round_) outcome(*unit, std::move(result));
      });
  world_.setup->propose(std::move(transaction), std::move(reply));
}

void ControllerActor::outcome(const Unit& unit, Result<store::Outcome> result) {
  if (!result.ok() && is_unknown(result.status())) return lose();
  if (result.ok() && result->refusal == store::Refusal::shard_epoch) return lose();
  --in_flight_;
  if (result.ok() && result->committed()) committed_ = std::max(committed_, result->last);
  for (const auto& name : under_way_.end(unit.keys)) queue_.add(name, context().now());
  if (auto found = jobs_.find(unit.name); found != jobs_.end()) {
    note_outcome(found->second, unit, result);
    finish_if_done(unit.name);
  }
  propose_waiting();
  pump();
}

void ControllerActor::note_outcome(Job& job, const Unit& unit,
                                   const Result<store::Outcome>& result) {
  --job.in_flight;
  if (!result.ok() || !result->committed()) {
    add_refusal(job.last, unit.why, result.ok() ? store::to_status(*result) : result.status());
    return;
  }
  ++job.last.committed;
  for (const auto& report : unit.reports) events_.note(job.about, report, context().wall());
  tell_events_later();
}

void ControllerActor::finish_if_done(const ObjectName& name) {
  auto found = jobs_.find(name);
  if (found == jobs_.end()) return;
  const Job& job = found->second;
  if (job.in_flight == 0 && job.waiting.empty()) finish(name, job.last.refused > 0);
}

void ControllerActor::finish(const ObjectName& name, bool failed) {
  auto found = jobs_.find(name);
  if (found == jobs_.end()) return;
  Job job = std::move(found->second);
  jobs_.erase(found);
  if (measures_) measures_->worked(context().now() - job.began, failed);
  LookQueue::Done done{failed, job.look_again, context().random().next()};
  // What follows from a plan is seen by looking, also when its changes are not read yet.
  if (job.last.committed > 0 && !failed) queue_.add(name, context().now());
  if (failed || job.last.committed > 0) last_[name] = std::move(job.last);
  queue_.done(name, context().now(), done);
  pump();
}

}  // namespace shoal::controllers
