// shoal.dev/v1alpha1 as this node answers it: the cluster's members and actors, live.

#include "actors/apiserver/request/errors.hpp"
#include "node/assembly/node.hpp"

namespace shoal::node {
namespace {

using Done = std::function<void(api::Answer)>;

Reply<std::string> document_to(Done done) {
  return Reply<std::string>([done](Result<std::string> text) {
    if (!text.ok()) return done(api::status_answer(text.status(), {}));
    api::Answer answer;
    answer.body = std::move(*text);
    done(std::move(answer));
  });
}

}  // namespace

void Node::answer_peers(const api::Call& call, Done done) {
  if (call.target.verb != api::Verb::list)
    return done(api::status_answer(api::method_not_allowed(), {}));
  cluster_->list_peers(document_to(std::move(done)));
}

void Node::answer_actors(const api::Call& call, Done done) {
  if (call.target.verb == api::Verb::list)
    return cluster_->list_actors(document_to(std::move(done)));
  if (call.target.verb != api::Verb::remove)
    return done(api::status_answer(api::method_not_allowed(), {}));
  cluster_->kill_actor(call.target.name, Reply<shoal::Done>([done](Result<shoal::Done> killed) {
                         done(api::status_answer(killed.status(), {}));
                       }));
}

// Of all nodes that answer, or of this one alone: the latter needs nobody else.
void Node::answer_raft(const api::Call& call, Done done) {
  if (call.target.verb == api::Verb::list) return cluster_->list_raft(document_to(std::move(done)));
  if (call.target.verb != api::Verb::get)
    return done(api::status_answer(api::method_not_allowed(), {}));
  if (call.target.name != options_.name)
    return done(api::status_answer(
        api::not_found({"shoal.dev", "raftstatuses", ""}, call.target.name), {}));
  cluster_->raft_status(document_to(std::move(done)));
}

}  // namespace shoal::node
