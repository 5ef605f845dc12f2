#include "storage/raft/quorum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "schema/vocab/random.hpp"

namespace shoal::raft {
namespace {

using Ids = std::vector<MemberId>;

// The second implementation: try every value, count heads.
bool held(const Ids& half, const std::map<MemberId, uint64_t>& reached, uint64_t value) {
  size_t count = 0;
  for (MemberId id : half) count += reached.at(id) >= value;
  return half.empty() || 2 * count > half.size();
}
uint64_t naive_value(const Membership& m, const std::map<MemberId, uint64_t>& reached) {
  uint64_t best = 0;
  for (uint64_t value = 1; value <= 10; ++value)
    if (held(m.voters, reached, value) && held(m.voters_outgoing, reached, value)) best = value;
  return best;
}

// By definition: won if those who said yes suffice, lost if even all the silent could not help.
VoteResult naive_vote(const Membership& m, const std::map<MemberId, int>& votes) {
  const auto enough = [&](const Ids& half, int at_least) {
    size_t count = 0;
    for (MemberId id : half) count += votes.at(id) >= at_least;
    return half.empty() || 2 * count > half.size();
  };
  if (enough(m.voters, 2) && enough(m.voters_outgoing, 2)) return VoteResult::won;
  if (!enough(m.voters, 1) || !enough(m.voters_outgoing, 1)) return VoteResult::lost;
  return VoteResult::pending;
}

TEST(Quorum, agrees_with_a_naive_second_implementation) {
  Random random(1);
  for (int run = 0; run < 20000; ++run) {
    Membership m;
    std::map<MemberId, uint64_t> reached;
    std::map<MemberId, int> votes;  // 0 no, 1 silent, 2 yes
    for (uint64_t id = 1; id <= 9; ++id) {
      reached[{id}] = random.below(11);
      votes[{id}] = static_cast<int>(random.below(3));
      if (random.below(2)) m.voters.push_back({id});
      if (run % 2 && random.below(2)) m.voters_outgoing.push_back({id});
    }
    if (m.voters.empty()) m.voters.push_back({1});
    EXPECT_EQ(quorum_value(m, [&](MemberId id) { return reached[id]; }), naive_value(m, reached));
    EXPECT_EQ(quorum_vote(m,
                          [&](MemberId id) -> std::optional<bool> {
                            if (votes[id] == 1) return std::nullopt;
                            return votes[id] == 2;
                          }),
              naive_vote(m, votes))
        << to_string(m);
  }
}

TEST(Quorum, without_voters_nothing_is_ever_decided) {
  EXPECT_EQ(quorum_value({}, [](MemberId) { return 9; }), 0u);
  EXPECT_EQ(quorum_vote({}, [](MemberId) { return true; }), VoteResult::pending);
}

}  // namespace
}  // namespace shoal::raft
