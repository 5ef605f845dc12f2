#pragma once
// SimPeers: raft's messages and the proposer's submissions over Links, and evidence from them: what
// actors/cluster does for shoald, for a cluster whose members are fixed.

#include <map>
#include <memory>
#include <vector>

#include "cluster-tests/sim/harness/network.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/raft_actor.hpp"
#include "storage/replica/seams.hpp"

namespace shoal::sim {

class SimPeers final : public replica::PeerSender {
 public:
  SimPeers(MemberId self, std::map<MemberId, NodeName> members, Ref<replica::RaftActor::Mail> raft,
           const replica::Leadership& leadership);

  // The links call back into this and must end first.
  LinkCallbacks callbacks();
  void use(Links& links) { links_ = &links; }
  void close() { links_ = nullptr; }

  void send(const raft::Message& message) override;
  bool submit(std::vector<Bytes> transactions);

 private:
  void receive(const NodeName& from, const Frame& frame);
  void down(const NodeName& peer, LinkDown how);
  MemberId member(const NodeName& name) const;

  MemberId self_;
  std::map<MemberId, NodeName> members_;
  Ref<replica::RaftActor::Mail> raft_;
  const replica::Leadership& leadership_;
  Links* links_ = nullptr;
};

}  // namespace shoal::sim
