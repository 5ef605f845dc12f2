#pragma once
// From what a round has decided to what is proposed: for each node one transaction that binds its
// pods, and for each pod that no node takes its PodScheduled condition. The rules of writing are
// the API server's own. Pure.

#include <string>
#include <utility>
#include <vector>

#include "actors/apiserver/registry/write.hpp"
#include "actors/scheduler/schedule.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::scheduler {

// Bodies of one transaction; what does not fit is the next round's.
inline constexpr size_t proposal_bytes_max = log::transaction_bytes_max / 2;

struct Proposal {
  log::Transaction transaction;  // without origin and sequence, which the proposer gives
  NodeName node;                 // empty: it binds nothing
  std::vector<size_t> pods;      // places in the batch
  size_t bytes = 0;              // of the bodies
};

struct Proposals {
  std::vector<Proposal> list;
  std::vector<std::pair<size_t, Status>> impossible;  // pods whose write admission refuses
};

// Who writes.
api::Caller scheduler_caller();

// The view is the one that was decided on: a node's placement sequence is read from it, so that
// whatever has been put there since refuses the binding. `fence`: the shard's epoch.
Proposals plan_round(const api::WriteContext& context, const objects::View& view,
                     const log::guard::AtShardEpoch& fence, const std::vector<PendingPod>& batch,
                     const std::vector<Decision>& decisions, size_t node_pods_max);

// "Successfully assigned default/web-1 to n1"
std::string assigned_message(const PendingPod& pod, const NodeName& node);

}  // namespace shoal::scheduler
