#include "storage/raft/quorum.hpp"

#include <algorithm>
#include <limits>

namespace shoal::raft {

namespace {

using Ids = std::vector<MemberId>;

// An empty half agrees with everything, so that a plain membership needs no case of its own.
uint64_t majority_value(const Ids& voters, const std::function<uint64_t(MemberId)>& reached) {
  if (voters.empty()) return std::numeric_limits<uint64_t>::max();
  std::vector<uint64_t> values;
  values.reserve(voters.size());
  for (MemberId id : voters) values.push_back(reached(id));
  auto at = values.begin() + static_cast<ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

VoteResult majority_vote(const Ids& voters,
                         const std::function<std::optional<bool>(MemberId)>& vote) {
  const size_t needed = voters.size() / 2 + 1;
  size_t yes = 0;
  size_t no = 0;
  for (MemberId id : voters) {
    const std::optional<bool> answer = vote(id);
    if (answer) ++(*answer ? yes : no);
  }
  if (voters.empty() || yes >= needed) return VoteResult::won;
  return no > voters.size() - needed ? VoteResult::lost : VoteResult::pending;
}

}  // namespace

uint64_t quorum_value(const Membership& membership,
                      const std::function<uint64_t(MemberId)>& reached) {
  if (membership.voters.empty()) return 0;
  return std::min(majority_value(membership.voters, reached),
                  majority_value(membership.voters_outgoing, reached));
}

VoteResult quorum_vote(const Membership& membership,
                       const std::function<std::optional<bool>(MemberId)>& vote) {
  if (membership.voters.empty()) return VoteResult::pending;
  const VoteResult incoming = majority_vote(membership.voters, vote);
  const VoteResult outgoing = majority_vote(membership.voters_outgoing, vote);
  if (incoming == VoteResult::lost || outgoing == VoteResult::lost) return VoteResult::lost;
  return incoming == VoteResult::won ? outgoing : incoming;
}

}  // namespace shoal::raft
