#include "actors/scheduler/proposals.hpp"

#include <map>

#include "schema/kinds/pod.hpp"

namespace shoal::scheduler {
namespace {

void merge(log::Transaction& into, log::Transaction more) {
  for (auto& guard : more.guards) into.guards.push_back(std::move(guard));
  for (auto& write : more.writes) into.writes.push_back(std::move(write));
}

Proposal fenced(const api::WriteContext& context, const log::guard::AtShardEpoch& fence) {
  Proposal proposal;
  proposal.transaction.user = context.caller.user;
  proposal.transaction.guards.push_back(fence);
  return proposal;
}

// False: it says so already.
bool set_unschedulable(core::Pod& pod, const std::string& message, WallTime now) {
  auto& conditions = pod.status.conditions;
  core::PodCondition* found = nullptr;
  for (auto& condition : conditions)
    if (condition.type == "PodScheduled") found = &condition;
  if (!found) {
    found = &conditions.emplace_back();
    found->type = "PodScheduled";
  } else if (found->status == "False" && found->reason == "Unschedulable" &&
             found->message == message) {
    return false;
  }
  if (found->status != "False")
    found->lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(now));
  found->status = "False";
  found->reason = "Unschedulable";
  found->message = message;
  return true;
}

class Planner {
 public:
  Planner(const api::WriteContext& context, const objects::View& view,
          const log::guard::AtShardEpoch& fence)
      : context_(context), view_(view), fence_(fence) {}

  void bind(size_t at, const PendingPod& pod, const NodeName& node, size_t node_pods_max) {
    auto [found, added] = of_node_.try_emplace(node, out_.list.size());
    if (added) {
      auto& proposal = out_.list.emplace_back(fenced(context_, fence_));
      proposal.node = node;
      proposal.transaction.guards.push_back(
          log::guard::PlacementSequence{node, view_.snapshot().placement_sequence(node)});
    }
    auto& proposal = out_.list[found->second];
    if (proposal.pods.size() >= node_pods_max) return;  // the next round's
    auto planned = api::plan_bind(context_, view_, pod.space, pod.name, node);
    if (!planned.ok()) return out_.impossible.emplace_back(at, planned.status()), void();
    const size_t bytes = planned->transaction.writes.at(0).body->size();
    if (!proposal.pods.empty() && proposal.bytes + bytes > proposal_bytes_max) return;
    proposal.bytes += bytes;
    merge(proposal.transaction, std::move(planned->transaction));
    proposal.pods.push_back(at);
  }

  void explain(size_t at, const PendingPod& pod, const std::string& message) {
    auto stored = view_.get<core::Pod>(pod.space, pod.name);
    if (!stored) return;
    core::Pod next = *stored;
    if (!set_unschedulable(next, message, context_.now)) return;
    auto planned = api::plan_update(context_, view_, objects::View::kind_of<core::Pod>(), pod.space,
                                    pod.name, schema::Box::of(std::move(next)), api::Part::status);
    if (!planned.ok() || planned->unchanged) return;  // it only tells people
    auto proposal = fenced(context_, fence_);
    merge(proposal.transaction, std::move(planned->transaction));
    proposal.pods.push_back(at);
    out_.list.push_back(std::move(proposal));
  }

  Proposals take() {
    std::erase_if(out_.list, [](const Proposal& proposal) { return proposal.pods.empty(); });
    return std::move(out_);
  }

 private:
  const api::WriteContext& context_;
  const objects::View& view_;
  const log::guard::AtShardEpoch& fence_;
  std::map<NodeName, size_t> of_node_;
  Proposals out_;
};

}  // namespace

api::Caller scheduler_caller() {
  api::Caller caller;
  caller.user = "system:kube-scheduler";
  caller.groups = {std::string(api::group_authenticated)};
  return caller;
}

Proposals plan_round(const api::WriteContext& context, const objects::View& view,
                     const log::guard::AtShardEpoch& fence, const std::vector<PendingPod>& batch,
                     const std::vector<Decision>& decisions, size_t node_pods_max) {
  Planner planner(context, view, fence);
  for (size_t i = 0; i < batch.size(); ++i) {
    if (decisions[i].diagnosis)
      planner.explain(i, batch[i], decisions[i].diagnosis->message);
    else
      planner.bind(i, batch[i], decisions[i].node, node_pods_max);
  }
  return planner.take();
}

std::string assigned_message(const PendingPod& pod, const NodeName& node) {
  return "Successfully assigned " + pod_key(pod.space, pod.name) + " to " + node;
}

}  // namespace shoal::scheduler
