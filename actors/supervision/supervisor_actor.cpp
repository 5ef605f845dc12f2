#include "actors/supervision/supervisor_actor.hpp"

#include <algorithm>

namespace shoal {
namespace {

std::vector<ChildRules> rules_of(const SupervisorActor::Table& table) {
  std::map<uint64_t, ChildRules> in_order;
  for (const auto& [id, entry] : table.specs) in_order[entry.first] = entry.second.rules;
  std::vector<ChildRules> rules;
  for (auto& [place, r] : in_order) rules.push_back(std::move(r));
  return rules;
}

}  // namespace

SupervisorRef make_supervisor_ref() {
  return SupervisorRef(std::make_shared<Mailbox>(supervisor_letters_max));
}

ActorSpec supervisor(std::string id, SupervisorFlags flags, std::vector<ActorSpec> children,
                     SupervisorRef ref) {
  ActorSpec spec;
  spec.rules.id = std::move(id);
  spec.rules.type = ChildType::supervisor;
  spec.rules.shutdown = Shutdown::wait_for_ever();
  spec.kind = "Supervisor";
  spec.mailbox = ref.mailbox();
  auto table = std::make_shared<SupervisorActor::Table>();
  for (auto& child : children) table->add(std::move(child));
  spec.make = [flags, table](Context& context) -> std::unique_ptr<ActorBase> {
    return std::make_unique<SupervisorActor>(context, flags, table);
  };
  return spec;
}

void SupervisorActor::Table::add(ActorSpec spec) {
  std::string id = spec.rules.id;
  specs[id] = {next++, std::move(spec)};
}

SupervisorActor::SupervisorActor(Context& context, SupervisorFlags flags,
                                 std::shared_ptr<Table> table)
    : Actor(context), table_(std::move(table)), family_(make_family(flags, rules_of(*table_))) {}

// Only a kill or a death leaves running children behind: they go with their supervisor. The next
// incarnation's attach to their mailboxes and so wait until they have.
SupervisorActor::~SupervisorActor() {
  for (auto& [id, run] : runs_) {
    if (!run.cell) continue;
    run.cell->kill();
    const ActorSpec* child = spec(id);
    if (!child || child->rules.restart != Restart::temporary) continue;
    child->mailbox->close();
    context().spawner().forget(path_of(id));
    table_->specs.erase(id);
  }
}

Status SupervisorActor::start() {
  step(std::nullopt);
  return {};
}

const ActorSpec* SupervisorActor::spec(const std::string& id) const {
  auto at = table_->specs.find(id);
  return at == table_->specs.end() ? nullptr : &at->second.second;
}

void SupervisorActor::on(const StartChild& m) {
  const auto& id = m.spec.rules.id;
  if (spec(id)) return m.reply.answer(Status(Code::already_exists, "child " + id + " exists"));
  if (family_.ending) return m.reply.answer(Status(Code::unavailable, "the supervisor is ending"));
  m.spec.mailbox->reopen();
  table_->add(m.spec);
  if (m.reply) runs_[id].started.push_back(m.reply);
  step(AddChild{m.spec.rules});
}

void SupervisorActor::on(const StopChild& m) {
  if (!spec(m.id)) return m.reply.answer(Status(Code::not_found, "no child " + m.id));
  runs_[m.id].ended.push_back(m.reply);
  step(RemoveChild{m.id});
}

void SupervisorActor::on(const std::shared_ptr<const ChildNews>& news) {
  if (news->what == ChildNews::What::end_yourself) return step(EndFamily{"told to end"});
  if (news->parent_generation != context().generation()) return;
  auto run = runs_.find(news->id);
  if (run == runs_.end() || run->second.number != news->run) return;
  if (news->what == ChildNews::What::started) {
    for (auto& reply : std::exchange(run->second.started, {})) reply.answer(Done{});
    return step(ChildStarted{news->id});
  }
  run->second.cell = nullptr;
  run->second.number = 0;
  step(ChildEnded{news->id, news->exit});
}

void SupervisorActor::step(const std::optional<FamilyEvent>& event) {
  auto decision = decide(std::move(family_), event, context().now(), context().random().next());
  family_ = std::move(decision.family);
  for (const auto& action : decision.actions) {
    std::visit([this](const auto& a) { carry_out(a); }, action);
  }
  if (family_.ever_up && !announced_) {
    announced_ = true;
    context().spawner().supervisor_started(context().path());
  }
}

void SupervisorActor::carry_out(const StartChildNow& action) {
  const ActorSpec* child = spec(action.id);
  if (!child) return;
  ChildNews news;
  news.id = action.id;
  news.parent_generation = context().generation();
  news.run = ++next_run_;
  Run& run = runs_[action.id];
  run.number = news.run;
  auto tell = [self = self()](ChildNews n) {
    self.send_unbounded(std::make_shared<const ChildNews>(std::move(n)));
  };
  run.cell = context().spawner().spawn(*child, path_of(action.id), std::move(news), std::move(tell),
                                       context().random().next());
}

void SupervisorActor::carry_out(const StopChildNow& action) {
  auto run = runs_.find(action.id);
  if (run == runs_.end() || !run->second.cell) return;
  if (!action.how.infinity && action.how.grace <= Duration::zero()) return run->second.cell->kill();
  run->second.cell->stop();
  if (action.how.infinity) return;
  auto kill = [weak = std::weak_ptr(run->second.cell)] {
    if (auto cell = weak.lock()) cell->kill();
  };
  context().later(action.how.grace, std::move(kill), "grace");
}

void SupervisorActor::carry_out(const RetryLater& action) {
  auto due = [this, id = action.id] { step(RetryDue{id}); };
  if (action.delay <= Duration::zero()) return context().reentry().post(due, "retry");
  context().later(action.delay, due, "retry");
}

void SupervisorActor::carry_out(const ForgetChild& action) {
  if (const ActorSpec* child = spec(action.id)) child->mailbox->close();
  context().spawner().forget(path_of(action.id));
  table_->specs.erase(action.id);
  auto run = runs_.extract(action.id);
  if (run.empty()) return;
  for (auto& reply : run.mapped().ended) reply.answer(Done{});
}

void SupervisorActor::carry_out(const MarkDegraded& action) {
  context().spawner().mark_degraded(path_of(action.id), action.degraded);
}

void SupervisorActor::carry_out(const EndSelf& action) {
  if (action.failed) context().die(action.reason);
  context().stop();
}

}  // namespace shoal
