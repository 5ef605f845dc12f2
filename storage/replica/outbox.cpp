#include "storage/replica/outbox.hpp"

#include <algorithm>

namespace shoal::replica {

Outbox::Outbox(log::Origin origin) : origin_(std::move(origin)) {
  begin(origin_.instance);
}

void Outbox::begin(uint64_t instance) {
  origin_.instance = instance;
  open_ = false;
  pending_.erase(opening);
  log::Transaction transaction;
  transaction.origin = origin_;
  transaction.sequence = {opening};
  transaction.records.push_back(log::record::OriginOpen{origin_.name, origin_.instance});
  auto bytes = log::encode(transaction);
  if (bytes.ok()) pending_.emplace(opening, Pending{*bytes, MonoTime{}, MonoTime::max(), {}});
  next_ = std::max(next_, opening + 1);
}

// What waits is given to the new instance, in its order. An oversized name cannot be encoded, now
// or before, so that encoding does not fail here.
void Outbox::renumber() {
  for (auto& [sequence, pending] : pending_) {
    auto transaction = log::decode_transaction(pending.bytes);
    if (!transaction.ok()) continue;
    transaction->origin = origin_;
    if (auto bytes = log::encode(*transaction); bytes.ok()) pending.bytes = *bytes;
    pending.submitted = {};
  }
}

Result<Bytes> Outbox::add(log::Transaction transaction, MonoTime deadline,
                          Reply<store::Outcome> reply) {
  Status refused;
  if (!pending_.empty() && next_ - pending_.begin()->first >= proposals_in_flight_max)
    refused = {Code::too_many_requests, "too many writes of this node are under way; try again"};
  transaction.origin = origin_;
  transaction.sequence = {next_};
  auto bytes = refused.ok() ? log::encode(transaction) : Result<Bytes>(refused);
  if (!bytes.ok()) {
    reply.answer(bytes.status());
    return bytes.status();
  }
  // A deadline in the past still gets its one try; `submitted` is set when it is handed out.
  pending_.emplace(next_++, Pending{*bytes, MonoTime{}, deadline, std::move(reply)});
  return bytes;
}

bool Outbox::outcome(OriginSequence sequence, const store::Outcome& outcome) {
  auto found = pending_.find(sequence.value);
  if (found == pending_.end()) return false;
  // Nothing of this instance can happen any more: not what is refused here, and not what waits.
  bool closed = outcome.refusal == store::Refusal::origin;
  if (sequence.value == opening && !closed && !outcome.committed()) return false;  // tried again
  auto reply = std::move(found->second.reply);
  pending_.erase(found);
  bool begins = closed || sequence.value == opening;
  if (closed) {
    begin(std::max(outcome.have, origin_.instance) + 1);
    renumber();
  } else if (begins) {
    open_ = true;
  }
  reply.answer(outcome);
  return begins;
}

std::vector<Bytes> Outbox::waiting() const {
  std::vector<Bytes> all;
  all.reserve(pending_.size());
  for (const auto& [sequence, pending] : pending_)
    if (open_ || sequence == opening) all.push_back(pending.bytes);
  return all;
}

std::vector<Bytes> Outbox::overdue(MonoTime before, MonoTime now) {
  std::vector<Bytes> late;
  for (auto& [sequence, pending] : pending_) {
    if (!open_ && sequence != opening) continue;
    if (pending.submitted == MonoTime{}) pending.submitted = now;
    if (pending.submitted > before) continue;
    pending.submitted = now;
    late.push_back(pending.bytes);
  }
  return late;
}

void Outbox::expire(MonoTime now) {
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (it->second.deadline > now) {
      ++it;
      continue;
    }
    auto reply = std::move(it->second.reply);
    it = pending_.erase(it);
    reply.answer(
        Status(Code::timeout, "the write was not confirmed in time; it may have happened"));
  }
}

}  // namespace shoal::replica
