#include "actors/supervision/rules/rules.hpp"

#include <algorithm>
#include <utility>

namespace shoal {
namespace {

Duration spread(Duration delay, uint32_t jitter_percent, uint64_t chance) {
  int64_t range = delay.count() / 100 * std::min<uint32_t>(jitter_percent, 100);
  if (range <= 0) return delay;
  auto offset = static_cast<int64_t>(chance % static_cast<uint64_t>(2 * range + 1)) - range;
  return delay + Duration(offset);
}

// Keeps what lies within the period, adds `now`, and says whether the budget is spent.
bool count_failure(std::vector<MonoTime>& failures, const SupervisorFlags& flags, MonoTime now) {
  std::erase_if(failures, [&](MonoTime t) { return now - t > flags.period; });
  failures.push_back(now);
  return failures.size() > flags.intensity;
}

class Machine {
 public:
  Machine(Family& family, MonoTime now, uint64_t chance)
      : family_(family), now_(now), chance_(chance) {}

  void on(const ChildStarted& event);
  void on(const ChildEnded& event);
  void on(const RetryDue& event);
  void on(const AddChild& event);
  void on(const RemoveChild& event);
  void on(const EndFamily& event) { end(event.reason, false); }
  void advance(bool begin);

  std::vector<FamilyAction> actions;

 private:
  bool ordered() const { return family_.flags.strategy != Strategy::simple_one_for_one; }
  Child* find(const std::string& id);
  void set(Child& child, Condition condition);
  void end(const std::string& reason, bool failed);
  void ended_by_itself(Child& child, Exit exit);
  void failed(Child& child, bool was_up);
  void cycle_group(const Child& cause);
  void wait(Child& child, Duration delay);
  void drop_forgotten();
  bool must_stop(const Child& c) const { return c.cycle || !c.wanted || family_.ending; }
  void stop(Child& child);
  bool stop_ordered();
  void stop_unordered();
  void start(Child& child);
  void start_ordered();
  void start_unordered(bool all);
  void note_first_start();

  Family& family_;
  MonoTime now_;
  uint64_t chance_;
  Child* touched_ = nullptr;  // the one the event is about
};

bool runs(const Child& c) {
  return c.condition == Condition::up || c.condition == Condition::starting;
}

Child* Machine::find(const std::string& id) {
  touched_ = family_.children.find(id);
  return touched_;
}

void Machine::set(Child& child, Condition condition) {
  if (child.condition == Condition::down) ++family_.not_down;
  child.condition = condition;
  if (condition == Condition::down) --family_.not_down;
}

void Machine::end(const std::string& reason, bool failed) {
  if (family_.ending) return;
  family_.ending = true;
  family_.end_failed = failed;
  family_.end_reason = reason;
}

void Machine::on(const ChildStarted& event) {
  Child* child = find(event.id);
  if (!child || child->condition != Condition::starting) return;
  set(*child, Condition::up);
  child->up_since = now_;
  // Back in the good books after a whole period without a failure.
  if (child->degraded) actions.push_back(RetryLater{event.id, family_.flags.period});
}

void Machine::on(const ChildEnded& event) {
  Child* child = find(event.id);
  if (!child || child->condition == Condition::down) return;
  Condition before = child->condition;
  set(*child, Condition::down);
  bool expected = before == Condition::stopping || must_stop(*child);
  child->cycle = false;
  if (family_.ending) return;
  if (expected) {
    if (child->rules.restart == Restart::temporary) child->forget = true;
    return;
  }
  bool again = child->rules.restart == Restart::permanent ||
               (child->rules.restart == Restart::transient && event.exit == Exit::failure);
  bool first = before == Condition::starting && !family_.ever_up;
  if (first && family_.flags.exceeded == Exceeded::escalate) {
    return end("child " + event.id + " failed to start", true);
  }
  if (again) {
    failed(*child, before == Condition::up);
  } else {
    ended_by_itself(*child, event.exit);
  }
}

void Machine::ended_by_itself(Child& child, Exit) {
  child.wanted = false;
  // A temporary child is never started again; without an order nobody can ask for a transient one.
  child.forget = child.rules.restart == Restart::temporary || !ordered();
  if (!child.rules.significant) return;
  bool others = false;
  for (const auto& [place, c] : family_.children) {
    others = others || (&c != &child && c.rules.significant && c.wanted);
  }
  auto rule = family_.flags.auto_shutdown;
  if (rule == AutoShutdown::any_significant || (rule == AutoShutdown::all_significant && !others)) {
    end("significant child " + child.rules.id + " ended", false);
  }
}

void Machine::failed(Child& child, bool was_up) {
  const auto& flags = family_.flags;
  if (was_up && now_ - child.up_since >= flags.period) {
    child.streak = 0;
    if (child.degraded) actions.push_back(MarkDegraded{child.rules.id, false});
    child.degraded = false;
  }
  ++child.streak;
  Duration delay = back_off_delay(flags.back_off, child.streak, chance_);
  if (flags.exceeded == Exceeded::escalate) {
    if (count_failure(family_.failures, flags, now_)) {
      return end("restart intensity exceeded by " + child.rules.id, false);
    }
  } else if (count_failure(child.failures, flags, now_) || child.degraded) {
    child.failures.clear();
    if (!child.degraded) actions.push_back(MarkDegraded{child.rules.id, true});
    child.degraded = true;
    delay = spread(flags.degraded_retry, flags.back_off.jitter_percent, chance_);
  }
  cycle_group(child);
  if (delay > Duration::zero() || !was_up) wait(child, delay);
}

void Machine::cycle_group(const Child& cause) {
  auto strategy = family_.flags.strategy;
  if (strategy != Strategy::one_for_all && strategy != Strategy::rest_for_one) return;
  bool after = false;
  for (auto& [place, child] : family_.children) {
    if (&child == &cause) {
      after = true;
    } else if (strategy == Strategy::one_for_all || after) {
      if (child.rules.restart == Restart::temporary) {
        child.wanted = false;
      } else if (!child.forget) {
        child.wanted = true;
      }
      child.cycle = runs(child);
    }
  }
}

void Machine::wait(Child& child, Duration delay) {
  child.waiting = true;
  actions.push_back(RetryLater{child.rules.id, delay});
}

void Machine::on(const RetryDue& event) {
  Child* child = find(event.id);
  if (!child) return;
  child->waiting = false;
  if (child->degraded && child->condition == Condition::up &&
      now_ - child->up_since >= family_.flags.period) {
    child->degraded = false;
    child->streak = 0;
    actions.push_back(MarkDegraded{event.id, false});
  }
}

void Machine::on(const AddChild& event) {
  if (find(event.rules.id) || family_.ending) return;
  family_.children.add(event.rules);
  find(event.rules.id);
}

void Machine::on(const RemoveChild& event) {
  if (Child* child = find(event.id)) {
    child->wanted = false;
    child->forget = true;
  }
}

void Machine::drop_forgotten() {
  if (!touched_ || !touched_->forget || touched_->condition != Condition::down) return;
  std::string id = touched_->rules.id;
  touched_ = nullptr;
  family_.children.erase(id);
  actions.push_back(ForgetChild{id});
}

void Machine::stop(Child& child) {
  set(child, Condition::stopping);
  child.waiting = false;
  actions.push_back(StopChildNow{child.rules.id, child.rules.shutdown});
}

// Right to left, one at a time. True while starts have to wait for it.
bool Machine::stop_ordered() {
  for (const auto& [place, child] : family_.children) {
    if (child.condition == Condition::stopping) return true;
  }
  for (auto at = family_.children.end(); at != family_.children.begin();) {
    Child& child = (--at)->second;
    if (!runs(child) || !must_stop(child)) continue;
    stop(child);
    return true;
  }
  return false;
}

// Without an order an event concerns one child, or all of them once.
void Machine::stop_unordered() {
  if (!family_.ending) {
    if (touched_ && runs(*touched_) && must_stop(*touched_)) stop(*touched_);
    return;
  }
  if (std::exchange(family_.stops_asked, true)) return;
  for (auto at = family_.children.end(); at != family_.children.begin();) {
    Child& child = (--at)->second;
    if (runs(child)) stop(child);
  }
}

// Walks left to right and remembers what it saw: who stands left of a waiting or a starting child
// may have to wait with it.
void Machine::start_ordered() {
  auto strategy = family_.flags.strategy;
  bool in_turn = strategy != Strategy::one_for_one || !family_.ever_up;
  bool waiting = false;
  bool starting = false;
  for (const auto& [place, child] : family_.children) {
    if (!child.wanted) continue;
    waiting = waiting || (child.waiting && strategy == Strategy::one_for_all);
    starting = starting || child.condition == Condition::starting;
  }
  for (auto& [place, child] : family_.children) {
    if (!child.wanted) continue;
    waiting = waiting || (child.waiting && strategy == Strategy::rest_for_one);
    if (waiting || (starting && in_turn)) return;
    if (child.waiting || child.condition != Condition::down) continue;
    start(child);
    starting = true;
  }
}

void Machine::start(Child& child) {
  set(child, Condition::starting);
  actions.push_back(StartChildNow{child.rules.id});
}

void Machine::start_unordered(bool all) {
  auto due = [](const Child& c) {
    return c.wanted && !c.waiting && c.condition == Condition::down;
  };
  if (touched_ && due(*touched_)) start(*touched_);
  if (!all) return;
  for (auto& [place, child] : family_.children) {
    if (due(child)) start(child);
  }
}

void Machine::note_first_start() {
  if (family_.ever_up) return;
  family_.ever_up = true;
  for (const auto& [place, c] : family_.children) {
    if (c.wanted && !c.waiting && c.condition != Condition::up) {
      family_.ever_up = false;
      return;
    }
  }
}

void Machine::advance(bool begin) {
  drop_forgotten();
  bool stopping = false;
  if (ordered()) {
    stopping = stop_ordered();
  } else {
    stop_unordered();
  }
  if (!family_.ending && !stopping) {
    if (ordered()) {
      start_ordered();
    } else {
      start_unordered(begin);
    }
    note_first_start();
  }
  if (family_.ending && family_.not_down == 0 && !family_.ended) {
    family_.ended = true;
    actions.push_back(EndSelf{family_.end_reason, family_.end_failed});
  }
}

}  // namespace

Child* ChildList::find(const std::string& id) {
  auto place = places_.find(id);
  return place == places_.end() ? nullptr : &children_.at(place->second);
}

void ChildList::add(ChildRules rules) {
  places_[rules.id] = next_;
  children_[next_++].rules = std::move(rules);
}

void ChildList::erase(const std::string& id) {
  auto place = places_.find(id);
  if (place == places_.end()) return;
  children_.erase(place->second);
  places_.erase(place);
}

Family make_family(SupervisorFlags flags, std::vector<ChildRules> children) {
  Family family;
  family.flags = flags;
  for (auto& rules : children) family.children.add(std::move(rules));
  return family;
}

Decision decide(Family family, const std::optional<FamilyEvent>& event, MonoTime now,
                uint64_t chance) {
  Machine machine(family, now, chance);
  if (event) std::visit([&](const auto& e) { machine.on(e); }, *event);
  machine.advance(!event);
  return {std::move(family), std::move(machine.actions)};
}

Duration back_off_delay(const BackOff& back_off, uint32_t streak, uint64_t chance) {
  if (streak <= 1 || back_off.base <= Duration::zero()) return Duration::zero();
  Duration delay = back_off.base;
  for (uint32_t i = 2; i < streak && delay < back_off.cap; ++i) delay *= 2;
  return spread(std::min(delay, back_off.cap), back_off.jitter_percent, chance);
}

}  // namespace shoal
