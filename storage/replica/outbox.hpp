#pragma once
// Outbox: the proposals of one origin that have no outcome yet. It numbers them, keeps their bytes
// so that a lost one is proposed again unchanged, and gives each exactly one answer: its outcome,
// or `timeout` when none came before its deadline (unknown, never a guess). Pure; time is an input.
//
// Nothing is handed out before the origin is known to be open: a proposal that overtakes the
// opening would be refused, and the same bytes, on their way once more behind the opening, would
// then happen after all. An opening that is refused because a higher instance is open (a wall clock
// went back) is tried again above that one; what waits was never handed out, so it can be numbered
// anew.
//
// It belongs to the process, not to an actor: a proposer that is killed finds its proposals here.

#include <functional>
#include <map>
#include <vector>

#include "schema/actor/reply.hpp"
#include "schema/vocab/time.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/store.hpp"

namespace shoal::replica {

// From the oldest without an outcome to the newest: below the store's window of outcomes, so that a
// repeat is always known there.
inline constexpr uint64_t proposals_in_flight_max = store::outcome_window / 2;

class Outbox {
 public:
  explicit Outbox(log::Origin origin);
  const log::Origin& origin() const { return origin_; }
  bool open() const { return open_; }
  size_t size() const { return pending_.size(); }
  OriginSequence newest() const { return {next_ - 1}; }  // of what was added last

  // Takes a transaction in; its origin and sequence are set here. The bytes to submit (once
  // open()), or why not (too_many_requests: full; too_large, bad_request: it cannot be encoded);
  // then the reply was answered.
  Result<Bytes> add(log::Transaction transaction, MonoTime deadline, Reply<store::Outcome> reply);

  // Outcomes of this origin, as the node's own replica applied them. Unknown sequences are ignored.
  // True: the origin was opened or begins anew, and waiting() is to be submitted.
  bool outcome(OriginSequence sequence, const store::Outcome& outcome);

  // All that waits and may be handed out, oldest first: what a new leader is given, and what is
  // given again after a silence.
  std::vector<Bytes> waiting() const;
  // The same, of those submitted before `before`; they count as submitted at `now`.
  std::vector<Bytes> overdue(MonoTime before, MonoTime now);
  // Answers those whose deadline has passed. Their bytes are kept no longer.
  void expire(MonoTime now);

 private:
  static constexpr uint64_t opening = 1;  // the sequence of the transaction that opens the origin
  struct Pending {
    Bytes bytes;
    MonoTime submitted;
    MonoTime deadline;
    Reply<store::Outcome> reply;
  };
  void begin(uint64_t instance);
  void renumber();

  log::Origin origin_;
  bool open_ = false;
  uint64_t next_ = 1;
  std::map<uint64_t, Pending> pending_;
};

}  // namespace shoal::replica
