// The shard of a controller: hosting it, losing it, and reading what wakes its objects.

#include "actors/controllers/controller_actor.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"

namespace shoal::controllers {
namespace {

constexpr Duration raise_again = 50ms;   // after a raise that did not succeed
constexpr Duration include_again = 2ms;  // the replica is about to include it

// Two numbers of the same text, everywhere and always: FNV-1a.
uint32_t shard_of(const ObjectName& name, uint32_t shards) {
  uint64_t hash = 14695981039346656037ull;
  for (char c : name.path()) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return static_cast<uint32_t>(hash % shards);
}

}  // namespace

bool ControllerActor::mine(const ObjectName& name) const {
  return world_.row->shards == 1 || shard_of(name, world_.row->shards) == world_.shard;
}

Status ControllerActor::start() {
  minds_ = world_.row->minds();
  for (const auto* kind : world_.row->primaries) kinds_[objects::prefix_of(*kind, {})] = kind;
  for (const auto& watch : world_.row->watches)
    kinds_[objects::prefix_of(*watch.kind, {})] = watch.kind;
  poll();
  return {};
}

void ControllerActor::on(const Changed&) {
  check_host();
  read_changes();
}

void ControllerActor::poll() {
  check_host();
  read_changes();
  passivate();
  // At multiples of the period, so that one waking serves the shards of all controllers.
  const Duration every = world_.setup->bounds.poll;
  context().later(
      every - context().now().time_since_epoch() % every, [this] { poll(); }, "poll");
}

void ControllerActor::check_host() {
  bool wanted = world_.setup->hosts(shard_);
  if (phase_ == Phase::idle && wanted) return raise_epoch();
  if (phase_ != Phase::hosting) return;
  if (!wanted || world_.setup->view().snapshot().shard_epoch(shard_) > epoch_) lose();
}

void ControllerActor::raise_epoch() {
  phase_ = Phase::raising;
  epoch_ = world_.setup->view().snapshot().shard_epoch(shard_).next();
  log::Transaction transaction;
  transaction.user = world_.row->user();
  transaction.records.push_back(log::record::ShardEpochRaise{shard_, epoch_, world_.setup->node});
  auto round = ++round_;
  auto reply = reply_here<store::Outcome>(world_.setup->bounds.outcome_deadline,
                                          [this, round](Result<store::Outcome> result) {
                                            if (round != round_) return;
                                            if (result.ok() && result->committed())
                                              return hosting_if_included();
                                            context().later(
                                                raise_again,
                                                [this, round] {
                                                  if (round == round_) lose();
                                                },
                                                "raise again");
                                          });
  world_.setup->propose(std::move(transaction), std::move(reply));
}

// Only a view that includes the new epoch includes all that a predecessor could still get
// committed.
void ControllerActor::hosting_if_included() {
  objects::View view = world_.setup->view();
  auto have = view.snapshot().shard_epoch(shard_);
  if (have > epoch_) return lose();
  if (have < epoch_) {
    auto round = round_;
    context().later(
        include_again,
        [this, round] {
          if (round == round_) hosting_if_included();
        },
        "include");
    return;
  }
  phase_ = Phase::hosting;
  look_at_everything(view);
  pump();
  tell_events_later();
}

// Forgets all that is under way; begins anew with a higher epoch if the shard is still to be here.
void ControllerActor::lose() {
  ++round_;
  phase_ = Phase::idle;
  jobs_.clear();
  last_.clear();
  proposing_.clear();
  in_flight_ = 0;
  under_way_.clear();
  queue_ = LookQueue(world_.setup->bounds.queue);
  auto round = round_;
  context().later(
      raise_again,
      [this, round] {
        if (round == round_) check_host();
      },
      "host again");
}

void ControllerActor::look_at_everything(const objects::View& view) {
  seen_ = view.revision();
  for (const auto& name : all_primaries(*world_.row, view)) {
    if (mine(name)) queue_.add(name, context().now());
  }
}

void ControllerActor::read_changes() {
  if (phase_ != Phase::hosting) return;
  auto changes = world_.setup->changes(minds_, seen_, world_.setup->bounds.changes_max);
  objects::View view = world_.setup->view();
  if (!changes.ok()) {  // history no longer reaches back to what we have seen
    look_at_everything(view);
    return pump();
  }
  for (const auto& change : changes->changes) wake(change, view);
  bool more = changes->through > seen_;
  seen_ = std::max(seen_, changes->through);
  pump();
  if (more) context().reentry().post([this] { read_changes(); }, "read on");
}

const schema::Kind* ControllerActor::watched_kind(std::string_view key) {
  auto after = kinds_.upper_bound(key);
  if (after == kinds_.begin()) return nullptr;
  --after;
  return key.starts_with(after->first) ? after->second : nullptr;
}

void ControllerActor::wake(const store::Change& change, const objects::View& view) {
  const auto& object = change.after ? change.after : change.before;
  Seen seen;
  seen.kind = watched_kind(object->key);
  if (!seen.kind) return;
  const auto& cache = *world_.setup->cache;
  auto box = [&](const store::ObjectPtr& o) {
    return o ? const_cast<objects::Cache&>(cache).get(*seen.kind, o) : nullptr;
  };
  seen.before = box(change.before);
  seen.after = box(change.after);
  if (!seen.before && !seen.after) return;
  for (const auto& name : woken_by(*world_.row, seen, view)) {
    if (mine(name)) queue_.add(name, context().now());
  }
}

// Ends workload actors that have had nothing to do, the longest idle first when there are too many.
void ControllerActor::passivate() {
  const auto& bounds = world_.setup->bounds;
  auto idle_since = context().now() - bounds.passivate_after;
  bool many = world_.workloads->size() > bounds.workloads_max;
  for (auto at = world_.workloads->begin(); at != world_.workloads->end();) {
    bool idle = !jobs_.contains(at->first);
    if (!idle || (!many && at->second.second > idle_since)) {
      ++at;
      continue;
    }
    bool several = world_.row->primaries.size() > 1;
    std::string id = (several ? std::string(at->first.kind->plural) + "/" : "") + at->first.path();
    (void)world_.supervisor.send(StopChild{id, {}});
    at = world_.workloads->erase(at);
  }
}

// Who has nothing to tell sleeps.
void ControllerActor::tell_events_later() {
  if (telling_ || phase_ != Phase::hosting || events_.empty()) return;
  telling_ = true;
  context().later(
      world_.setup->bounds.tell_events_every,
      [this] {
        telling_ = false;
        tell_events();
      },
      "events");
}

void ControllerActor::tell_events() {
  if (phase_ != Phase::hosting) return;
  objects::View view = world_.setup->view();
  api::WriteContext write;
  write.caller = caller_of(*world_.row);
  write.now = context().wall();
  write.seed = context().random().next();
  const auto plan = events_.take(view, world_.setup->bounds.events_at_once_max);
  for (auto& proposal : admit(write, view, plan).proposals)
    world_.setup->propose(std::move(proposal.transaction), {});
  tell_events_later();
}

}  // namespace shoal::controllers
