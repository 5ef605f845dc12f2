#include "actors/cluster/removal.hpp"

#include "storage/store/outcome.hpp"

namespace shoal::cluster {

void remove_member(Core& core, const NodeName& node, Removal removal, Reply<Done> reply) {
  auto object = core.snapshot().get(member_key(node));
  auto member = object ? decode_member(object->body) : Result<Member>(Code::not_found, "");
  if (!member.ok()) return reply.answer(Status(Code::not_found, "there is no member " + node));
  if (removal == Removal::gone && !member->dead)
    return reply.answer(Status(
        Code::conflict, node + " is not dead: stop it first; a moment later that is declared"));
  if (core.directory.members()->size() < 2)
    return reply.answer(Status(Code::conflict, "the last member cannot leave"));
  log::Transaction transaction;
  transaction.guards.push_back(log::guard::AtRevision{object->key, object->revision});
  if (!member->pod_cidr.empty())
    transaction.records.push_back(
        log::record::Release{std::string(pod_cidr_pool), member->pod_cidr, node});
  log::Write write;
  write.key = object->key;
  write.uid = object->uid;
  transaction.writes.push_back(std::move(write));
  core.propose(std::move(transaction), write_patience, [reply](Result<store::Outcome> outcome) {
    if (!outcome.ok()) return reply.answer(outcome.status());
    auto status = store::to_status(*outcome);
    status.ok() ? reply.answer(Done{}) : reply.answer(status);
  });
}

void serve_removal(const CorePtr& core, const NodeName& client, Frame frame) {
  const NodeName node(frame.payload.view());
  auto reply = Reply<Done>([core, client, frame = std::move(frame)](const Result<Done>& removed) {
    core->respond(client, frame, removed.ok() ? Result<Bytes>(Bytes()) : removed.status(),
                  LinkClass::control);
  });
  if (core->witness())
    return reply.answer(Status(Code::unavailable, "this is a witness; ask a node"));
  remove_member(*core, node, Removal::gone, std::move(reply));
}

}  // namespace shoal::cluster
