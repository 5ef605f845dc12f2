#pragma once
// HashExchange: tells the others this replica's state hashes, hears theirs, and has a replica that
// is wrong rebuilt. Thread safe; internal to this folder.

#include <atomic>
#include <mutex>

#include "actors/cluster/rules/state_hashes.hpp"
#include "schema/metrics/metrics.hpp"
#include "schema/vocab/bytes.hpp"

namespace shoal::cluster {

struct Core;

class HashExchange {
 public:
  explicit HashExchange(metrics::Registry* registry);  // may be null

  // On the applier's executor, after each entry.
  void applied(const Core& core, StateHash hash);
  void hear(const Core& core, MemberId from, const Bytes& payload);
  // To a node that has just been reached: it may have missed what was told.
  void tell(const Core& core, const NodeName& to) const;

 private:
  void judge(const Core& core);
  void count(const std::deque<StateHash>& hashes, StateHash other);
  std::deque<StateHash> own(const Core& core) const;

  mutable std::mutex mutex_;
  StateHashes said_;
  LogIndex disputed_;  // up to here that was told
  std::atomic<bool> wrong_{false};
  metrics::Counter* compared_ = nullptr;
  metrics::Counter* differing_ = nullptr;
};

}  // namespace shoal::cluster
