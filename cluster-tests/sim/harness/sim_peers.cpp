#include "cluster-tests/sim/harness/sim_peers.hpp"

#include "schema/vocab/peer_frame.hpp"
#include "storage/log/transaction.hpp"
#include "storage/raft/codec.hpp"

namespace shoal::sim {

SimPeers::SimPeers(MemberId self, std::map<MemberId, NodeName> members,
                   Ref<replica::RaftActor::Mail> raft, const replica::Leadership& leadership)
    : self_(self), members_(std::move(members)), raft_(std::move(raft)), leadership_(leadership) {}

LinkCallbacks SimPeers::callbacks() {
  LinkCallbacks callbacks;
  callbacks.on_frame = [this](const NodeName& from, const Frame& frame) { receive(from, frame); };
  callbacks.on_down = [this](const NodeName& peer, LinkClass, LinkDown how, const std::string&) {
    down(peer, how);
  };
  return callbacks;
}

void SimPeers::send(const raft::Message& message) {
  auto to = members_.find(message.to);
  if (!links_ || to == members_.end()) return;
  Frame frame;
  frame.type = static_cast<uint32_t>(PeerFrame::raft);
  frame.payload = raft::encode(message);
  (void)links_->send(to->second, std::move(frame), LinkClass::control);
}

bool SimPeers::submit(std::vector<Bytes> transactions) {
  MemberId leader = leadership_.leader();
  if (!leader) return false;
  if (leader == self_)
    return raft_.send(replica::Submit{std::move(transactions)}) == Delivery::accepted;
  auto payload = log::encode_entry(ClusterEpoch{1}, WallTime{}, transactions);
  if (!links_ || !payload.ok()) return false;
  Frame frame;
  frame.type = static_cast<uint32_t>(PeerFrame::submit);
  frame.payload = *payload;
  return links_->send(members_.at(leader), std::move(frame), LinkClass::control) == Sent::queued;
}

void SimPeers::receive(const NodeName& from, const Frame& frame) {
  auto type = peer_frame(frame.type);
  if (type == PeerFrame::raft) {
    auto message = raft::decode_message(frame.payload);
    if (message.ok() && message->from == member(from))
      (void)raft_.send(replica::PeerMessage{std::move(*message)});
  } else if (type == PeerFrame::submit) {
    auto entry = log::decode_entry(frame.payload);
    if (entry.ok()) (void)raft_.send(replica::Submit{std::move(entry->transactions)});
  }
}

void SimPeers::down(const NodeName& peer, LinkDown how) {
  if (how == LinkDown::peer_refused)
    raft_.send_unbounded(replica::PeerRefused{member(peer)});
  else
    raft_.send_unbounded(replica::PeerUnreachable{member(peer)});
}

MemberId SimPeers::member(const NodeName& name) const {
  for (const auto& [id, node] : members_)
    if (node == name) return id;
  return {};
}

}  // namespace shoal::sim
