#pragma once
// Outbox: the proposals of one origin that have no outcome yet. It numbers them, keeps their bytes so
// that a lost one is proposed again unchanged, and gives each exactly one answer: its outcome, or
// `timeout` when none came before its deadline (unknown, never a guess). Pure; time is an input.
//
// It belongs to the process, not to an actor: a proposer that is killed finds its proposals here.

#include <functional>
#include <map>
#include <vector>

#include "schema/actor/reply.hpp"
#include "schema/vocab/time.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"

namespace shoal::replica {

// Below the store's window of outcomes, so that a repeat is always known there.
inline constexpr size_t proposals_in_flight_max = 2048;

class Outbox {
 public:
  explicit Outbox(log::Origin origin) : origin_(std::move(origin)) {}
  const log::Origin& origin() const { return origin_; }
  size_t size() const { return pending_.size(); }

  // Takes a transaction in; its origin and sequence are set here. The bytes to submit, or why not
  // (too_many_requests: full; too_large, bad_request: it cannot be encoded); then the reply was answered.
  Result<Bytes> add(log::Transaction transaction, MonoTime deadline,
                    Reply<store::Outcome> reply);

  // Outcomes of this origin, as the node's own replica applied them. Unknown sequences are ignored.
  void outcome(OriginSequence sequence, const store::Outcome& outcome);

  // All that waits, oldest first: what a new leader is given, and what is given again after a silence.
  std::vector<Bytes> waiting() const;
  // The same, of those submitted before `before`; they count as submitted at `now`.
  std::vector<Bytes> overdue(MonoTime before, MonoTime now);
  // Answers those whose deadline has passed. Their bytes are kept no longer.
  void expire(MonoTime now);

 private:
  struct Pending {
    Bytes bytes;
    MonoTime submitted;
    MonoTime deadline;
    Reply<store::Outcome> reply;
  };
  log::Origin origin_;
  uint64_t next_ = 1;
  std::map<uint64_t, Pending> pending_;
};

}  // namespace shoal::replica
