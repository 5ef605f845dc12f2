#pragma once
// Outcome: what became of a transaction, on every replica alike. A value; what it costs is what a
// window of outcomes costs.

#include <cstdint>
#include <string_view>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/status.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::store {

inline constexpr uint64_t outcome_window = 4096;  // sequences remembered of each open origin

// Why a transaction was refused. The numbers are stored.
enum class Refusal : uint8_t {
  none = 0,
  // guards, in the order of log::Guard
  absent = 1,              // the key exists
  uid = 2,                 // another object, or none
  revision = 3,            // changed since; `have` is its revision, 0 when there is none
  shard_epoch = 4,         // another host: `have` is the current epoch
  node_epoch = 5,          // likewise
  namespace_active = 6,    // missing or terminating
  counter = 7,             // would pass its limit: `have` is the counter
  claim = 8,               // held by another
  placement_sequence = 9,  // `have` is the current one
  feature_level = 10,      // the cluster is above, or a raise is not to the next: likewise
  // writes and records
  missing = 20,      // a delete of what is not there
  stale_epoch = 21,  // a raise that does not rise: `have` is the current one
  // the proposal itself
  malformed = 40,
  too_large = 41,
  format_level = 42,   // holds what a later feature level than the cluster's brings
  cluster_epoch = 43,  // of an earlier life of the cluster
  origin = 44,         // closed or never opened: `have` is the open instance, 0 when none
  below_window = 45,   // too old to know: the outcome is unknown for ever
  skipped = 46,        // the entry was skipped by an operator
};
std::string_view to_string(Refusal refusal);

struct Outcome {
  Refusal refusal = Refusal::none;
  uint32_t part = 0;  // which guard, write or record refused, from 0
  uint64_t have = 0;  // what was found instead, where the refusal says so
  Revision first;     // committed: revisions first..last, one for each write, in order
  Revision last;      // first > last: no object changed, both then mean the revision at that point
  bool committed() const { return refusal == Refusal::none; }
  bool operator==(const Outcome&) const = default;
};

// As the API answers it: conflict, already_exists, timeout, ...; ok when committed.
Status to_status(const Outcome& outcome);

struct TransactionOutcome {
  log::Origin origin;  // empty when malformed
  OriginSequence sequence;
  Outcome outcome;
  bool repeated = false;    // recorded earlier; nothing was done now
  bool remembered = false;  // recorded now, under its origin
};

}  // namespace shoal::store
