#include "actors/scheduler/scheduler_actor.hpp"

#include <algorithm>

#include "actors/scheduler/picture.hpp"
#include "actors/scheduler/proposals.hpp"
#include "actors/scheduler/scheduler_measures.hpp"

namespace shoal::scheduler {
namespace {

constexpr Duration window_lag = std::chrono::milliseconds(1);      // until changes catch up a view
constexpr Duration after_trouble = std::chrono::milliseconds(50);  // nobody leads, or all is full

}  // namespace

// A round: what was taken, decided and proposed, until the last outcome.
struct Round {
  std::vector<PendingPod> batch;
  std::vector<PodReport> reports;
  MonoTime began{};
  size_t in_flight = 0;
  bool trouble = false;
};

struct SchedulerActor::State {
  std::shared_ptr<const SchedulerSetup> setup;
  Picture picture;
  bool drawn = false;  // the picture shows `seen`
  Revision seen;
  std::optional<ShardEpoch> epoch;  // ours
  bool raising = false;
  Round round;
  std::optional<TimerId> timer;
  std::unique_ptr<SchedulerMeasures> measures;  // null: nobody asks

  explicit State(std::shared_ptr<const SchedulerSetup> s) : setup(std::move(s)) {
    if (setup->metrics) measures = std::make_unique<SchedulerMeasures>(*setup->metrics);
  }

  bool hosts() const { return !setup->hosts || setup->hosts(setup->shard); }

  void redraw(const objects::View& view) {
    picture = Picture::of(view);
    seen = view.revision();
    drawn = true;
  }

  // Brings the picture to exactly this view. False: the window is not there yet.
  bool catch_up(const objects::View& view, MonoTime now) {
    if (!drawn) return redraw(view), true;
    const Revision target = view.revision();
    while (seen < target) {
      auto got = setup->changes(minded_resources(), seen, setup->bounds.changes_max);
      if (!got.ok()) return redraw(view), true;
      if (got->through <= seen) return false;
      see(got->changes, target, now);
      seen = std::min(got->through, target);
    }
    return true;
  }

  // Only the last state of an object counts, so only that is decoded.
  void see(const std::vector<store::Change>& changes, Revision target, MonoTime now) {
    std::map<std::string_view, const store::Change*> last;
    for (const auto& change : changes) {
      const auto& object = change.after ? change.after : change.before;
      if (change.revision <= target && minded_kind(object->key)) last[object->key] = &change;
    }
    for (const auto& [key, change] : last) {
      objects::BoxPtr box;
      if (change->after) box = setup->cache->get(*minded_kind(key), change->after);
      if (box || !change->after) picture.see(key, box, now);
    }
  }

  void tell(const PendingPod& pod, bool warning, std::string reason, std::string message) {
    if (!setup->report || round.reports.size() >= setup->bounds.reports_max) return;
    round.reports.push_back(
        {pod.space, pod.name, pod.uid, {warning, std::move(reason), std::move(message)}});
  }
};

SchedulerActor::SchedulerActor(Context& context, std::shared_ptr<const SchedulerSetup> setup)
    : Actor(context), state_(std::make_unique<State>(std::move(setup))) {}
SchedulerActor::~SchedulerActor() = default;

store::Resources SchedulerActor::minds() {
  return minded_resources();
}

Status SchedulerActor::start() {
  look();
  return {};
}

void SchedulerActor::on(const Changed&) {
  look();
}

void SchedulerActor::look() {
  auto& s = *state_;
  if (s.raising || s.round.in_flight) return;  // it looks again when that is over
  // At multiples of the period: one waking serves whoever else polls then.
  const Duration every = s.setup->bounds.poll;
  look_later(every - context().now().time_since_epoch() % every);
  if (!s.hosts()) {
    if (s.measures && s.drawn) s.measures->show({});
    s.epoch.reset();
    s.drawn = false;
    return;
  }
  auto view = s.setup->view();
  if (!s.epoch) return raise_epoch(view);
  if (s.drawn && view.revision() < s.seen) return;
  if (!s.catch_up(view, context().now())) return look_later(window_lag);
  s.picture.settle();
  run_round(view);
  if (s.measures) s.measures->show(s.picture.queue.sizes());
  if (s.round.in_flight) return;
  if (s.picture.queue.has_ready()) return look_later({});
  if (auto due = s.picture.queue.next_due())
    look_later(std::clamp(*due - context().now(), Duration{}, s.setup->bounds.poll));
}

void SchedulerActor::look_later(Duration delay) {
  auto& s = *state_;
  if (s.timer) context().cancel(*s.timer);
  s.timer = context().later(
      delay,
      [this] {
        state_->timer.reset();
        look();
      },
      "look");
}

// Whoever proposed for this shard before is refused from then on; what it had in flight is in the
// next view or refused.
void SchedulerActor::raise_epoch(const objects::View& view) {
  auto& s = *state_;
  const ShardEpoch next = view.snapshot().shard_epoch(s.setup->shard).next();
  log::Transaction raise;
  raise.user = scheduler_caller().user;
  raise.records.push_back(log::record::ShardEpochRaise{s.setup->shard, next, s.setup->node});
  s.raising = true;
  auto then = [this, next](Result<store::Outcome> outcome) {
    auto& s = *state_;
    s.raising = false;
    s.drawn = false;
    if (!outcome.ok()) return look_later(after_trouble);
    if (outcome->committed()) s.epoch = next;
    look_later({});
  };
  s.setup->propose(std::move(raise),
                   reply_here<store::Outcome>(s.setup->bounds.outcome_deadline, std::move(then)));
}

void SchedulerActor::run_round(const objects::View& view) {
  auto& s = *state_;
  auto& round = s.round;
  round = {};
  round.batch = s.picture.queue.take(context().now(), s.setup->bounds.round_pods_max);
  if (round.batch.empty()) return;
  round.began = context().now();
  auto decisions = schedule(s.picture.cluster, round.batch,
                            {context().random().next(), s.setup->bounds.explained_nodes_max});
  if (s.measures) {
    s.measures->algorithm.observe(context().now() - round.began);
    s.measures->round_pods.observe(static_cast<double>(round.batch.size()));
  }
  api::WriteContext write;
  write.caller = scheduler_caller();
  write.now = context().wall();
  write.seed = context().random().next();
  auto planned = plan_round(write, view, {s.setup->shard, *s.epoch}, round.batch, decisions,
                            s.setup->bounds.node_pods_max);
  park_failed(decisions, planned.impossible);
  round.in_flight = planned.list.size();
  for (auto& proposal : planned.list) propose(std::move(proposal));
  if (!round.in_flight) hand_over_reports();
}

void SchedulerActor::park_failed(const std::vector<Decision>& decisions,
                                 const std::vector<std::pair<size_t, Status>>& impossible) {
  auto& s = *state_;
  auto park = [&](const PendingPod& pod, std::shared_ptr<const Diagnosis> why) {
    s.tell(pod, true, "FailedScheduling", why->message);
    if (s.measures) s.measures->unschedulable.add(context().now() - s.round.began);
    s.picture.queue.park(pod_key(pod.space, pod.name), std::move(why), context().now());
  };
  for (size_t i = 0; i < decisions.size(); ++i)
    if (decisions[i].diagnosis) park(s.round.batch[i], decisions[i].diagnosis);
  for (const auto& [at, status] : impossible) {
    auto why = std::make_shared<Diagnosis>();
    why->message = "binding rejected: " + status.message();
    park(s.round.batch[at], std::move(why));
  }
}

void SchedulerActor::propose(Proposal proposal) {
  auto& s = *state_;
  auto then = [this, node = proposal.node, pods = proposal.pods](Result<store::Outcome> outcome) {
    auto& s = *state_;
    if (!node.empty()) measure(pods, outcome);
    if (!outcome.ok()) {
      s.round.trouble = true;
    } else if (outcome->committed() && !node.empty()) {
      for (size_t at : pods)
        s.tell(s.round.batch[at], false, "Scheduled", assigned_message(s.round.batch[at], node));
    } else if (outcome->refusal == store::Refusal::shard_epoch) {
      s.epoch.reset();  // another host; ours again only if placement says so
      s.round.trouble = true;
    }
    if (--s.round.in_flight) return;
    hand_over_reports();
    s.round.trouble ? look_later(after_trouble) : look();
  };
  s.setup->propose(std::move(proposal.transaction),
                   reply_here<store::Outcome>(s.setup->bounds.outcome_deadline, std::move(then)));
}

void SchedulerActor::measure(const std::vector<size_t>& pods,
                             const Result<store::Outcome>& outcome) {
  auto* measures = state_->measures.get();
  if (!measures) return;
  auto& attempts = outcome.ok() && outcome->committed() ? measures->scheduled : measures->error;
  for (size_t i = 0; i < pods.size(); ++i) attempts.add(context().now() - state_->round.began);
}

void SchedulerActor::hand_over_reports() {
  auto& reports = state_->round.reports;
  if (!reports.empty()) state_->setup->report(std::exchange(reports, {}));
}

void SchedulerActor::on(const Explain& m) {
  const auto* parked = state_->picture.queue.find(pod_key(m.space, m.name));
  if (!parked) return m.reply.answer(Status(Code::not_found, "no such pod waits for a node"));
  Explanation out;
  out.attempts = parked->attempts;
  if (parked->diagnosis) {
    out.message = parked->diagnosis->message;
    out.nodes = parked->diagnosis->nodes;
    out.next_attempt = context().wall() + (parked->due - context().now());
  }
  m.reply.answer(std::move(out));
}

}  // namespace shoal::scheduler
