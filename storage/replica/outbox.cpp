#include "storage/replica/outbox.hpp"

namespace shoal::replica {

Result<Bytes> Outbox::add(log::Transaction transaction, MonoTime deadline,
                          Reply<store::Outcome> reply) {
  Status refused;
  if (pending_.size() >= proposals_in_flight_max)
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

void Outbox::outcome(OriginSequence sequence, const store::Outcome& outcome) {
  auto found = pending_.find(sequence.value);
  if (found == pending_.end()) return;
  auto reply = std::move(found->second.reply);
  pending_.erase(found);
  reply.answer(outcome);
}

std::vector<Bytes> Outbox::waiting() const {
  std::vector<Bytes> all;
  all.reserve(pending_.size());
  for (const auto& [sequence, pending] : pending_) all.push_back(pending.bytes);
  return all;
}

std::vector<Bytes> Outbox::overdue(MonoTime before, MonoTime now) {
  std::vector<Bytes> late;
  for (auto& [sequence, pending] : pending_) {
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
    reply.answer(Status(Code::timeout, "the write was not confirmed in time; it may have happened"));
  }
}

}  // namespace shoal::replica
