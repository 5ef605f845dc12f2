#include "actors/cluster/skip.hpp"

#include "actors/cluster/gather.hpp"
#include "actors/cluster/views.hpp"
#include "storage/replica/skip.hpp"

namespace shoal::cluster {
namespace {

Result<Bytes> propose_skip(const Core& core, LogIndex index,
                           const std::vector<Standing>& reachable) {
  SHOAL_TRY(may_skip(index, reachable));
  SHOAL_ASSIGN(auto transaction, log::encode(replica::skip_of(index)));
  if (!core.submit({std::move(transaction)}))
    return Status(Code::unavailable, "nobody leads yet: try again in a few seconds");
  return Bytes::copy("p");
}

}  // namespace

void ask_standing(const CorePtr& core, std::function<void(std::vector<Standing>)> done) {
  gather(core, PeerFrame::status, LinkClass::control,
         [core, done = std::move(done)](const std::map<NodeName, Bytes>& answers) {
           const auto& disk = *core->setup.disk;
           std::vector<Standing> all{{core->name(), core->setup.self.id, disk.store().applied(),
                                      disk.held_at(), core->witness()}};
           for (const auto& [name, answer] : answers) {
             const auto status = decode_node_status(answer);
             const auto member = core->directory.find(name);
             if (status.ok() && member)
               all.push_back(
                   {name, status->member, status->applied, status->held_at, member->witness});
           }
           done(std::move(all));
         });
}

void serve_skip(const CorePtr& core, const NodeName& client, Frame frame) {
  const auto answer = [core, client, frame](Result<Bytes> said) {
    core->respond(client, frame, std::move(said), LinkClass::control);
  };
  const auto index = decode_skip(frame.payload);
  if (!index.ok()) return answer(index.status());
  if (core->witness()) return answer(Status(Code::unavailable, "this is a witness; ask a node"));
  if (core->snapshot().skipped(*index)) return answer(Bytes());
  ask_standing(core, [core, answer, index = *index](const std::vector<Standing>& reachable) {
    answer(propose_skip(*core, index, reachable));
  });
}

}  // namespace shoal::cluster
