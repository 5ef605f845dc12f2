#include "actors/cluster/rules/state_hashes.hpp"

#include <algorithm>
#include <set>

#include "storage/raft/quorum.hpp"

namespace shoal::cluster {
namespace {

std::optional<uint64_t> hash_of(const StateHashes& said, MemberId member, LogIndex index) {
  const auto found = said.find(member);
  if (found == said.end()) return std::nullopt;
  for (const auto& one : found->second)
    if (one.index == index) return one.hash;
  return std::nullopt;
}

bool all_spoke(const StateHashes& said, LogIndex index, const raft::Membership& group) {
  const auto members = group.members();
  return std::all_of(members.begin(), members.end(), [&](MemberId id) {
    return !group.is_voter(id) || group.is_witness(id) || hash_of(said, id, index);
  });
}

HashVerdict::Kind judge_at(const StateHashes& said, StateHash own, bool passed,
                           const raft::Membership& group) {
  std::set<uint64_t> different;
  for (const auto& [member, hashes] : said)
    if (const auto hash = hash_of(said, member, own.index); hash && group.contains(member))
      different.insert(*hash);
  different.insert(own.hash);
  if (different.size() < 2) return HashVerdict::Kind::none;
  for (const uint64_t hash : different) {
    const auto agrees = [&](MemberId id) -> std::optional<bool> {
      return hash_of(said, id, own.index) == hash;
    };
    if (raft::quorum_vote(group, agrees) == raft::VoteResult::won)
      return hash == own.hash ? HashVerdict::Kind::none : HashVerdict::Kind::wrong;
  }
  return passed || all_spoke(said, own.index, group) ? HashVerdict::Kind::disputed
                                                     : HashVerdict::Kind::none;
}

}  // namespace

void remember(StateHashes& said, MemberId member, StateHash hash) {
  auto& hashes = said[member];
  const auto at =
      std::lower_bound(hashes.begin(), hashes.end(), hash.index,
                       [](const StateHash& one, LogIndex index) { return one.index < index; });
  if (at != hashes.end() && at->index == hash.index)
    at->hash = hash.hash;
  else
    hashes.insert(at, hash);
  if (hashes.size() > state_hashes_kept) hashes.pop_front();
}

HashVerdict judge_hashes(const StateHashes& said, MemberId self, const raft::Membership& group) {
  const auto own = said.find(self);
  if (own == said.end()) return {};
  for (auto at = own->second.rbegin(); at != own->second.rend(); ++at) {
    const auto kind = judge_at(said, *at, at != own->second.rbegin(), group);
    if (kind != HashVerdict::Kind::none) return {kind, at->index};
  }
  return {};
}

}  // namespace shoal::cluster
