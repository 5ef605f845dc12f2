#include "actors/cluster/clients.hpp"

#include "actors/cluster/removal.hpp"
#include "actors/cluster/skip.hpp"
#include "actors/cluster/views.hpp"

namespace shoal::cluster {
namespace {

void propose(const CorePtr& core, const NodeName& client, Frame frame) {
  auto transaction = log::decode_transaction(frame.payload);
  if (!transaction.ok())
    return core->respond(client, frame, transaction.status(), LinkClass::control);
  frame.payload = {};  // the credit stays until the answer
  replica::Propose message;
  message.transaction = std::move(*transaction);
  message.patience = client_patience;
  message.reply = Reply<store::Outcome>(
      [core, client, frame = std::move(frame)](const Result<store::Outcome>& outcome) {
        auto answer = outcome.ok() ? Result<Bytes>(encode(*outcome)) : outcome.status();
        core->respond(client, frame, std::move(answer), LinkClass::control);
      });
  (void)core->setup.proposer.send(std::move(message));  // refused: the reply says so as it goes
}

}  // namespace

void answer_raft_status(const CorePtr& core, const NodeName& to, const Frame& frame) {
  raft_status(core, Reply<std::string>([core, to, frame](const Result<std::string>& item) {
                auto answer = item.ok() ? Result<Bytes>(Bytes::copy(*item)) : item.status();
                core->respond(to, frame, std::move(answer), LinkClass::control);
              }));
}

void serve_client(const CorePtr& core, const NodeName& client, Frame frame) {
  auto type = peer_frame(frame.type);
  if (frame.kind != FrameKind::request || !type) return;
  switch (*type) {
    case PeerFrame::propose:
      return propose(core, client, std::move(frame));
    case PeerFrame::raft_status:
      return answer_raft_status(core, client, frame);
    case PeerFrame::snapshot_read:
      return read_snapshot(core, client, std::move(frame));
    case PeerFrame::skip:
      return serve_skip(core, client, std::move(frame));
    case PeerFrame::remove_member:
      return serve_removal(core, client, std::move(frame));
    case PeerFrame::members:
    case PeerFrame::program:
    case PeerFrame::raft:
    case PeerFrame::submit:
    case PeerFrame::snapshot_chunk:
    case PeerFrame::snapshot_feed:
    case PeerFrame::observation:
    case PeerFrame::disk:
    case PeerFrame::status:
    case PeerFrame::actor_tree:
    case PeerFrame::actor_kill:
    case PeerFrame::state_hashes:
      return core->respond(client, frame, Status(Code::forbidden, "only nodes say this"),
                           LinkClass::control);
  }
}

}  // namespace shoal::cluster
