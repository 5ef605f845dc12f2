// The part of AgentActor that writes what its pods report. Each pod has at most one report waiting
// here, so the queue is bounded by the pods of a node.

#include <fmt/format.h>

#include "actors/apiserver/registry/write.hpp"
#include "node/agent/agent_actor.hpp"
#include "node/agent/node_writes.hpp"

namespace shoal::agent {

void AgentActor::on(const std::shared_ptr<const PodStatusReport>& m) {
  waiting_.push_back(m);
  write_next();
}

void AgentActor::write_next() {
  while (inflight_ < status_writes_inflight_max && !waiting_.empty()) {
    auto report = std::move(waiting_.front());
    waiting_.pop_front();
    write(*report);
  }
  shown_.show(waiting_.size(), inflight_);
}

Result<std::optional<log::Transaction>> AgentActor::plan(const PodStatusReport& report) {
  if (!adopted_) return Status(Code::unavailable, "the node has not taken its epoch yet");
  const objects::View view = setup().view();
  auto pod = view.get<core::Pod>(report.space, report.name);
  if (!pod || pod->metadata.uid != report.uid) return Status(Code::not_found, "the pod is gone");
  objects::Operation operation;
  operation.kind = &objects::View::kind_of<core::Pod>();
  operation.space = report.space;
  operation.name = report.name;
  operation.uid = report.uid;
  if (report.remove) {
    operation.verb = objects::Operation::Verb::remove;
    operation.grace_s = 0;
  } else {
    operation.verb = objects::Operation::Verb::update_status;
    core::Pod next = *pod;
    next.status = report.status;
    operation.object = schema::Box::of(std::move(next));
  }
  return plan_as_node(setup(), epoch_, view, operation, context().wall(),
                      context().random().next());
}

void AgentActor::write(const PodStatusReport& report) {
  auto transaction = plan(report);
  if (!transaction.ok()) {
    // The object is gone: the next look finds that.
    if (transaction.status().code() == Code::not_found) return report.reply.answer(Done{});
    return report.reply.answer(transaction.status());
  }
  if (!*transaction) return report.reply.answer(Done{});
  ++inflight_;
  auto answer = reply_here<store::Outcome>(
      write_patience, [this, reply = report.reply](const Result<store::Outcome>& outcome) {
        --inflight_;
        if (!outcome.ok())
          reply.answer(outcome.status());
        else if (outcome->committed())
          reply.answer(Done{});
        else
          reply.answer(store::to_status(*outcome));
        if (outcome.ok() && outcome->refusal == store::Refusal::node_epoch) look_soon();
        write_next();
      });
  setup().propose(std::move(**transaction), answer);
}

}  // namespace shoal::agent
