#include "actors/controllers/testing/world.hpp"

#include <algorithm>

#include "schema/kinds/pod.hpp"

namespace shoal::controllers::testing {
namespace {

constexpr uint64_t log_first_of = 4;  // one turn in so many lets the log go first
constexpr uint64_t late_by = 3;       // commits that overtake what was put off ...
constexpr uint64_t late_turns = 500;  // ... unless nobody commits anything for so many turns

SystemOptions options(const Clock& clock, uint64_t seed) {
  SystemOptions made;
  made.clock = &clock;
  made.seed = seed;
  made.deterministic = true;
  return made;
}

}  // namespace

World::World(std::span<const ControllerRow> rows, uint64_t seed, Faults faults)
    : model_(clock_, seed),
      faults_(std::move(faults)),
      random_(seed),
      local_(model_.view()),
      noted_(local_.revision()),
      tree_(controllers_tree(rows, setup())),
      system_(System::create(options(clock_, seed))) {
  system_->run({}, {tree_.spec});
}

World::~World() {
  system_->stop();
}

std::shared_ptr<const ControllersSetup> World::setup() {
  auto made = std::make_shared<ControllersSetup>();
  made->node = "n1";
  made->view = [this] { return local_; };
  made->cache = model_.cache();
  made->changes = [this](store::Resources wanted, Revision after, size_t max) {
    return changes(wanted, after, max);
  };
  made->propose = [this](log::Transaction transaction, Reply<store::Outcome> reply) {
    propose(std::move(transaction), std::move(reply));
  };
  made->hosts = [](std::string_view) { return true; };
  return made;
}

// What the local replica knows of the log.
Result<store::Changes> World::changes(store::Resources wanted, Revision after, size_t max) const {
  auto all = model_.store().window().changes_of(wanted, after, max);
  if (!all.ok()) return all;
  std::erase_if(all->changes,
                [&](const auto& change) { return change.revision > local_.revision(); });
  all->through = std::max(after, std::min(all->through, local_.revision()));
  return all;
}

void World::propose(log::Transaction transaction, Reply<store::Outcome> reply) {
  check_not_blind(transaction);
  proposed_.push_back({std::move(transaction), std::move(reply), false, proposal_count_});
}

void World::check_not_blind(const log::Transaction& transaction) {
  for (const auto& guard : transaction.guards) {
    const auto* at = std::get_if<log::guard::AtRevision>(&guard);
    if (!at) continue;
    auto told = told_.find(at->key);
    if (told == told_.end() || told->second.first != transaction.user) continue;
    if (at->revision < told->second.second)
      blind_.push_back(transaction.user + " does not see its own write of " + at->key);
  }
}

// Writes of others: administrators, the kubelet.
void World::note_foreign_writes() {
  objects::View view = model_.view();
  if (view.revision() == noted_) return;
  noted_ = view.revision();
  steps_.push_back({view, {}, {}, {}, ""});
}

bool World::commit_one() {
  if (!late_.empty() && (proposal_count_ >= late_at_ || --late_turns_ == 0)) {
    proposed_.insert(proposed_.end(), std::make_move_iterator(late_.begin()),
                     std::make_move_iterator(late_.end()));
    late_.clear();
  }
  if (proposed_.empty()) return false;
  note_foreign_writes();
  Proposed next = std::move(proposed_.front());
  proposed_.pop_front();
  uint64_t n = ++proposal_count_;
  using Fate = Faults::Fate;
  Fate fate = faults_.fate && !next.late ? faults_.fate(n) : Fate::commit;
  if (fate == Fate::commit) {
    commit(std::move(next), n);
  } else if (fate == Fate::conflict) {
    steps_.push_back({std::nullopt, {.refusal = store::Refusal::revision}, next.reply, {}, ""});
  } else {
    next.reply.answer(Status(Code::timeout, "nobody knows"));
    put_off(std::move(next));
  }
  return true;
}

void World::put_off(Proposed proposed) {
  proposed.late = true;
  proposed.reply = {};
  late_.push_back(std::move(proposed));
  late_at_ = proposal_count_ + late_by;
  late_turns_ = late_turns;
}

void World::commit(Proposed proposed, uint64_t n) {
  const auto& writes = proposed.transaction.writes;
  bool tells = !writes.empty() && writes.front().key.starts_with("/events/");
  bool raises = writes.empty() && !proposed.transaction.records.empty();
  auto raised = raised_.find(proposed.transaction.user);
  bool stale = !raises && !tells && raised != raised_.end() && raised->second > proposed.at;
  Step step;
  step.user = proposed.transaction.user;
  for (const auto& write : proposed.transaction.writes) step.keys.push_back(write.key);
  step.outcome = model_.commit(std::move(proposed.transaction));
  step.view = model_.view();
  step.reply = std::move(proposed.reply);
  noted_ = step.view->revision();
  bool committed = step.outcome.committed();
  late_commits_ += committed && stale;
  if (committed && raises) raised_[step.user] = n;
  if (!step.reply) step.keys.clear();  // nobody is told of it
  steps_.push_back(std::move(step));
  if (committed && faults_.committed) faults_.committed(n);
}

bool World::catch_up_one() {
  note_foreign_writes();
  if (steps_.empty() || (faults_.frozen && faults_.frozen())) return false;
  Step step = std::move(steps_.front());
  steps_.pop_front();
  if (step.view) local_ = *step.view;
  if (step.outcome.committed()) {
    for (const auto& key : step.keys) told_[key] = {step.user, step.outcome.last};
  }
  step.reply.answer(step.outcome);
  uint64_t n = ++notification_count_;
  uint32_t times = faults_.notified ? faults_.notified(n) : 1;
  for (uint32_t i = 0; i < times; ++i) tree_.changed();
  return true;
}

// One thing that can happen now, in an order drawn from the seed.
bool World::turn() {
  if (random_.below(log_first_of) == 0 && (commit_one() || catch_up_one())) return true;
  return system_->run_one() || commit_one() || catch_up_one();
}

void World::run_for(Duration d) {
  MonoTime end = clock_.mono() + d;
  for (;;) {
    while (turn()) {
    }
    if (kubelet_) run_kubelet();
    if (turn()) continue;
    if (clock_.mono() >= end) return;
    auto next = system_->next_timer();
    auto until = next ? std::min(*next, end) : end;
    if (until > clock_.mono()) clock_.advance(until - clock_.mono());
    system_->fire_timers();
  }
}

bool World::run(Duration limit) {
  for (Duration passed{}; passed < limit; passed += quiet_) {
    uint64_t before = model_.writes();
    run_for(quiet_);
    bool under_way = !proposed_.empty() || !steps_.empty() || !late_.empty();
    if (model_.writes() == before && !under_way) return true;
  }
  return false;
}

void World::crash_controllers() {
  while (!proposed_.empty()) {
    put_off(std::move(proposed_.front()));
    proposed_.pop_front();
  }
  for (const auto& actor : system_->tree()) {
    if (actor.path.find("/shard-") != std::string::npos) (void)system_->kill(actor.path);
  }
}

void World::run_kubelet() {
  auto now = api::Time::from_unix_ns(to_unix_ns(clock_.wall()));
  for (const auto& pod : model_.view().list<core::Pod>("")) {
    const auto& metadata = pod->metadata;
    const auto& kind = objects::View::kind_of<core::Pod>();
    if (!metadata.deletionTimestamp.is_zero()) {
      if (metadata.finalizers.empty()) model_.drop(kind, metadata.namespace_, metadata.name);
      continue;
    }
    if (pod->status.phase == "Running" || now <= metadata.creationTimestamp) continue;
    core::Pod next = *pod;
    if (next.spec.nodeName.empty()) next.spec.nodeName = "n1";
    next.status.phase = "Running";
    auto& ready = next.status.conditions.emplace_back();
    ready.type = "Ready";
    ready.status = "True";
    ready.lastTransitionTime = now;
    model_.put(kind, schema::Box::of(std::move(next)));
  }
}

}  // namespace shoal::controllers::testing
