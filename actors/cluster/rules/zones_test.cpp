// Voters spread over zones: chosen so from the start, evened by swaps when everybody is well.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "actors/cluster/rules/roles.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::cluster {
namespace {

constexpr uint64_t committed = 5000;

// "1a 2a 3b!": members by id with their zones ('-': none); a mark: declared dead, '?': behind.
// Node 1 leads.
struct Group {
  Members members;
  raft::RaftStatus status;

  Group(const std::string& all, const std::string& voters) {
    status.id = {1};
    status.role = raft::Role::leader;
    status.committed = {committed};
    std::istringstream in(all);
    for (std::string word; in >> word;) add(word);
    for (char voter : voters) status.membership.voters.push_back({uint64_t(voter - '0')});
    for (const auto& [name, member] : members)
      if (!status.membership.contains(member.id)) status.membership.learners.push_back(member.id);
  }
  void add(const std::string& word) {
    Member member;
    member.id = {static_cast<uint64_t>(word[0] - '0')};
    member.name = std::string("n") + word[0];
    if (word[1] != '-') member.zone = word[1];
    member.dead = word.back() == '!';
    members.emplace(member.name, member);
    raft::PeerStatus peer;
    peer.id = member.id;
    peer.state = raft::ReplicaState::replicate;
    peer.recently_active = !member.dead;
    peer.match = {word.back() == '?' ? 10 : committed};
    status.peers.push_back(peer);
  }
  static std::string print(const std::optional<raft::ConfChange>& change) {
    if (!change) return "nothing";
    std::string out;
    for (const auto& one : change->changes)
      out += (out.empty() ? "" : ", ") +
             std::string(one.kind == raft::ChangeKind::add_voter ? "voter " : "learner ") +
             std::to_string(one.id.value);
    return out;
  }
  std::string decide() const { return print(decide_membership(members, status)); }
  std::string spread() const { return print(decide_spread(members, status)); }
};

TEST(Zones, who_votes_is_of_the_zones_that_have_fewest_voters) {
  struct Row {
    const char* all;
    const char* voters;
    const char* decided;
  };
  const Row rows[] = {
      {"1a 2a 3b 4c", "1", "voter 3, voter 4"},
      {"1a 2a 3a 4b", "1", "voter 4, voter 2"},
      {"1a 2b 3b 4b", "1", "voter 2, voter 3"},
      {"1- 2- 3- 4-", "1", "voter 2, voter 3"},
      {"1a 2- 3- 4a", "1", "voter 2, voter 3"},
      {"1a 2a 3b 4b 5c 6c 7c", "135", "voter 2, voter 4"},
      // A death: the zone that is now emptiest, not the first learner.
      {"1a 2b! 3c 4a 5b", "123", "voter 5, learner 2"},
      {"1a 2b! 3c 4a 5c", "123", "voter 4, learner 2"},
      {"1a 2b! 3c 4a 5b?", "123", "voter 4, learner 2"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(Group(row.all, row.voters).decide(), row.decided) << row.all;
}

TEST(Zones, a_swap_is_made_for_a_real_gain_when_everybody_is_well) {
  struct Row {
    const char* all;
    const char* voters;
    const char* swap;
  };
  const Row rows[] = {
      {"1a 2a 3b 4c", "123", "voter 4, learner 2"},
      {"1a 2a 3a 4b", "123", "voter 4, learner 2"},
      {"1b 2a 3a 4c", "123", "voter 4, learner 2"},
      {"1a 2a 3b 4b", "123", "nothing"},
      {"1a 2b 3c 4c", "123", "nothing"},
      {"1- 2- 3- 4-", "123", "nothing"},
      {"1a 2a 3a 4a", "123", "nothing"},
      {"1a 2a 3a 4b 5b 6b", "12345", "nothing"},
      {"1a 2a 3a 4a 5b 6b", "12345", "voter 6, learner 2"},
      // Suspicion, death, a learner that is behind, fewer voters than wanted: first that.
      {"1a 2a 3b 4c!", "123", "nothing"},
      {"1a 2a 3b! 4c", "123", "nothing"},
      {"1a 2a 3b 4c?", "123", "nothing"},
      {"1a 2a 3b? 4c", "123", "nothing"},
      {"1a 2a 3b 4c 5d", "123", "nothing"},
  };
  for (const auto& row : rows) EXPECT_EQ(Group(row.all, row.voters).spread(), row.swap) << row.all;
  Group silent("1a 2a 3b 4c", "123");
  silent.status.peers[2].recently_active = false;
  EXPECT_EQ(silent.spread(), "nothing");
  Group joint("1a 2a 3b 4c", "123");
  joint.status.membership.voters_outgoing = {{1}};
  EXPECT_EQ(joint.spread(), "nothing");
}

TEST(Zones, a_swap_waits_until_it_was_wanted_for_a_while_unchanged) {
  const auto wanted =
      decide_spread(Group("1a 2a 3b 4c", "123").members, Group("1a 2a 3b 4c", "123").status);
  auto at = [](int seconds) { return MonoTime(std::chrono::seconds(100 + seconds)); };
  SpreadPatience patience(std::chrono::seconds(30));
  EXPECT_FALSE(patience.due(wanted, at(0)));
  EXPECT_FALSE(patience.due(wanted, at(29)));
  EXPECT_FALSE(patience.due({}, at(29))) << "something was not well";
  EXPECT_FALSE(patience.due(wanted, at(31)));
  EXPECT_FALSE(patience.due(wanted, at(60)));
  EXPECT_TRUE(patience.due(wanted, at(61)));
  EXPECT_FALSE(patience.due(wanted, at(62))) << "the next has to wait as long";
  EXPECT_FALSE(patience.due(wanted, at(91)));
  EXPECT_TRUE(patience.due(wanted, at(92)));
}

// How uneven: the sum of squares is least exactly where zones have as even a share as can be.
size_t unevenness(const Group& group, const std::vector<MemberId>& voters) {
  std::map<std::string, size_t> counts;
  for (MemberId id : voters) ++counts[find_member(group.members, id)->zone];
  size_t sum = 0;
  for (const auto& [zone, count] : counts) sum += count * count;
  return sum;
}

// Over all groups of as many voters that the leader is in.
size_t least_uneven(const Group& group) {
  std::vector<MemberId> all;
  for (const auto& [name, member] : group.members) all.push_back(member.id);
  size_t best = SIZE_MAX;
  for (uint32_t set = 0; set < (1u << all.size()); ++set) {
    std::vector<MemberId> voters;
    for (size_t i = 0; i < all.size(); ++i)
      if (set >> i & 1) voters.push_back(all[i]);
    const bool led = std::find(voters.begin(), voters.end(), group.status.id) != voters.end();
    if (led && voters.size() == group.status.membership.voters.size())
      best = std::min(best, unevenness(group, voters));
  }
  return best;
}

void carry_out(Group& group, const raft::ConfChange& change) {
  auto& membership = group.status.membership;
  for (const auto& one : change.changes) {
    std::erase(membership.voters, one.id);
    std::erase(membership.learners, one.id);
    const bool votes = one.kind == raft::ChangeKind::add_voter;
    (votes ? membership.voters : membership.learners).push_back(one.id);
  }
  std::sort(membership.voters.begin(), membership.voters.end());
  std::sort(membership.learners.begin(), membership.learners.end());
}

TEST(Zones, from_any_membership_it_ends_as_even_as_can_be_and_stays) {
  Random random(11);
  for (int round = 0; round < 3000; ++round) {
    const uint64_t count = 1 + random.below(9);
    std::string all;
    for (uint64_t id = 1; id <= count; ++id)
      all += std::to_string(id) + "-abcd"[random.below(5)] + " ";
    std::string voters = "1";
    const size_t most = voters_wanted(count);
    for (uint64_t id = 2; id <= count && voters.size() < most; ++id)
      if (random.below(2)) voters += std::to_string(id);
    Group group(all, voters);
    size_t before = group.status.membership.voters.size();
    size_t swaps = 0;
    for (int changes = 0; changes < 20; ++changes) {
      auto change = decide_membership(group.members, group.status);
      if (!change) change = decide_spread(group.members, group.status), swaps += change.has_value();
      if (!change) break;
      carry_out(group, *change);
      const auto& now = group.status.membership.voters;
      ASSERT_GE(now.size(), before) << all << "from " << voters;
      ASSERT_TRUE(std::find(now.begin(), now.end(), group.status.id) != now.end()) << all;
      before = now.size();
    }
    EXPECT_FALSE(decide_membership(group.members, group.status)) << all;
    EXPECT_FALSE(decide_spread(group.members, group.status)) << all << "is not stable";
    EXPECT_LE(swaps, count);
    EXPECT_EQ(unevenness(group, group.status.membership.voters), least_uneven(group))
        << all << "from " << voters;
  }
}

}  // namespace
}  // namespace shoal::cluster
