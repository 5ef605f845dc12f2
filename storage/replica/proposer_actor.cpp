#include "storage/replica/proposer_actor.hpp"

#include <utility>

#include "storage/replica/measures.hpp"

namespace shoal::replica {
namespace {

constexpr Duration look_every = std::chrono::milliseconds(50);
constexpr size_t submit_batch_max = 256;  // transactions in one message to the leader

}  // namespace

ProposerActor::ProposerActor(Context& context, std::shared_ptr<const ProposerSetup> setup)
    : Actor(context), setup_(std::move(setup)) {
  if (setup_->metrics) measures_ = std::make_unique<ProposerMeasures>(*setup_->metrics);
}
ProposerActor::~ProposerActor() = default;

Status ProposerActor::start() {
  submit(setup_->outbox->waiting());
  look_later();
  return {};
}

void ProposerActor::on(const Propose& m) {
  if (const auto needed = log::level_of(m.transaction);
      needed > log::level_first && needed > setup_->feature_level())
    return m.reply.answer(Status(Code::unavailable, "the cluster has not risen to feature level " +
                                                        std::to_string(needed) + " yet"));
  auto bytes = setup_->outbox->add(m.transaction, context().now() + m.patience, m.reply);
  if (measures_ && !bytes.ok()) measures_->failed.add();
  if (bytes.ok() && !timed_) timed_.emplace(setup_->outbox->newest(), context().now());
  if (bytes.ok() && setup_->outbox->open()) {
    // Behind the proposals that wait in the mailbox by now: one message for all of them.
    if (gathered_.empty()) context().reentry().post([this] { submit_gathered(); }, "submit");
    gathered_.push_back(*std::move(bytes));
  }
  measure();
  look_later();
}

void ProposerActor::on(const Outcomes& m) {
  auto& outbox = *setup_->outbox;
  bool begins = false;
  for (const auto& applied : *m.all) {
    if (applied.origin != outbox.origin()) continue;
    begins |= outbox.outcome(applied.sequence, applied.outcome);
    if (!timed_ || timed_->first != applied.sequence) continue;
    if (measures_) measures_->seconds.observe(context().now() - timed_->second);
    timed_.reset();
  }
  measure();
  if (!begins) return;
  submit(outbox.waiting());
  look_later();
}

void ProposerActor::on(const LeaderChanged& m) {
  if (m.leader) submit(setup_->outbox->waiting());
}

// A node that proposes nothing has nothing to repeat, and sleeps.
void ProposerActor::look_later() {
  if (look_due_ || setup_->outbox->size() == 0) return;
  look_due_ = true;
  context().later(
      look_every, [this] { look(); }, "look");
}

void ProposerActor::look() {
  look_due_ = false;
  auto now = context().now();
  const auto before = setup_->outbox->size();
  setup_->outbox->expire(now);
  auto overdue = setup_->outbox->overdue(now - setup_->repeat_after, now);
  if (const auto expired = before - setup_->outbox->size(); expired > 0) {
    if (measures_) measures_->failed.add(expired);
    timed_.reset();
  }
  if (measures_) measures_->repeated.add(overdue.size());
  submit(std::move(overdue));
  measure();
  look_later();
}

void ProposerActor::submit_gathered() {
  submit(std::exchange(gathered_, {}));
}

void ProposerActor::measure() {
  if (measures_) measures_->pending.set(static_cast<int64_t>(setup_->outbox->size()));
}

void ProposerActor::submit(std::vector<Bytes> transactions) {
  size_t from = 0;
  while (from < transactions.size()) {
    size_t to = std::min(transactions.size(), from + submit_batch_max);
    if (!setup_->submit({transactions.begin() + static_cast<long>(from),
                         transactions.begin() + static_cast<long>(to)}))
      return;  // nobody leads: the next leader is given all that waits
    from = to;
  }
}

}  // namespace shoal::replica
