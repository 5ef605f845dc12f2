#include "node/assembly/hand_over.hpp"

#include <algorithm>
#include <future>
#include <thread>

namespace shoal::node {
namespace {

constexpr Duration look_again = std::chrono::milliseconds(1);

}  // namespace

std::optional<MemberId> heir_of(const raft::RaftStatus& status) {
  if (status.role != raft::Role::leader) return std::nullopt;
  const raft::PeerStatus* best = nullptr;
  const auto& voters = status.membership.voters;
  for (const auto& peer : status.peers) {
    bool votes = std::find(voters.begin(), voters.end(), peer.id) != voters.end();
    votes = votes && !status.membership.is_witness(peer.id);
    if (!votes || peer.id == status.id || !peer.recently_active) continue;
    if (!best || best->match < peer.match) best = &peer;
  }
  return best ? std::optional(best->id) : std::nullopt;
}

void hand_over(const Ref<replica::RaftActor::Mail>& raft, const replica::Leadership& leadership,
               MemberId self, Duration patience) {
  if (leadership.leader() != self) return;
  const auto until = std::chrono::steady_clock::now() + patience;
  auto asked = std::make_shared<std::promise<Result<raft::RaftStatus>>>();
  auto answer = asked->get_future();
  raft.send_unbounded(replica::GetStatus{Reply<raft::RaftStatus>(
      [asked](Result<raft::RaftStatus> status) { asked->set_value(std::move(status)); })});
  if (answer.wait_until(until) != std::future_status::ready) return;
  auto status = answer.get();
  auto heir = status.ok() ? heir_of(*status) : std::nullopt;
  if (!heir) return;
  raft.send_unbounded(replica::TransferLeadership{*heir, {}});
  // Until its successor is heard: this member leads, or nobody does.
  auto over = [&] { return leadership.leader() != self && leadership.leader() != MemberId{}; };
  while (!over() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(look_again);
}

}  // namespace shoal::node
