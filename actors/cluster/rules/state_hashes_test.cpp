// Which replica is wrong, as a table. "1:a 2:a 3:b" at one entry: members by id and their hashes.
#include "actors/cluster/rules/state_hashes.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace shoal::cluster {
namespace {

using Kind = HashVerdict::Kind;

void say(StateHashes& said, uint64_t index, const std::string& text) {
  std::istringstream in(text);
  for (std::string word; in >> word;)
    remember(said, {std::stoul(word)}, {{index}, static_cast<uint64_t>(word.back())});
}

raft::Membership group(std::vector<MemberId> voters) {
  raft::Membership membership;
  membership.voters = std::move(voters);
  return membership;
}

TEST(StateHashes, at_one_entry) {
  const struct {
    const char* said;
    uint64_t self;
    Kind kind;
  } rows[] = {
      {"1:a 2:a 3:a", 1, Kind::none},  {"1:a", 1, Kind::none},
      {"2:a 3:a", 1, Kind::none},  // this one has not come so far
      {"1:b 2:a 3:a", 1, Kind::wrong}, {"1:a 2:a 3:b", 1, Kind::none},  // the third sees it itself
      {"1:a 2:a 3:b", 3, Kind::wrong}, {"1:a 3:b", 1, Kind::none},      // the second is waited for
      {"1:a 3:b", 3, Kind::none},      {"1:a 2:b 3:c", 1, Kind::disputed},
      {"4:b 1:a 2:a", 4, Kind::wrong},                                  // a learner
      {"1:a 2:a 4:b", 1, Kind::none},  {"1:a 9:b 8:b", 1, Kind::none},  // strangers
  };
  auto three = group({{1}, {2}, {3}});
  three.learners = {{4}};
  for (const auto& row : rows) {
    StateHashes said;
    say(said, 8, row.said);
    EXPECT_EQ(judge_hashes(said, {row.self}, three).kind, row.kind)
        << row.said << " of " << row.self;
  }
}

TEST(StateHashes, of_two_replicas_and_a_witness_nobody_is_said_to_be_wrong) {
  auto two = group({{1}, {2}, {3}});
  two.witnesses = {{3}};
  StateHashes said;
  say(said, 8, "1:a 2:b");
  EXPECT_EQ(judge_hashes(said, {1}, two), (HashVerdict{Kind::disputed, {8}}));
  EXPECT_EQ(judge_hashes(said, {2}, two), (HashVerdict{Kind::disputed, {8}}));
}

TEST(StateHashes, a_joint_membership_needs_both_halves) {
  auto joint = group({{1}, {2}, {3}});
  joint.voters_outgoing = {{3}, {4}, {5}};
  StateHashes said;
  say(said, 8, "3:b 1:a 2:a");
  EXPECT_EQ(judge_hashes(said, {3}, joint).kind, Kind::none);
  say(said, 8, "4:a 5:a");
  EXPECT_EQ(judge_hashes(said, {3}, joint).kind, Kind::wrong);
}

TEST(StateHashes, who_is_away_is_waited_for_until_the_next_entry_that_is_compared) {
  const auto three = group({{1}, {2}, {3}});
  StateHashes said;
  say(said, 8, "1:a 2:b");
  EXPECT_EQ(judge_hashes(said, {1}, three), HashVerdict{});
  say(said, 16, "1:c");
  EXPECT_EQ(judge_hashes(said, {1}, three), (HashVerdict{Kind::disputed, {8}}));
  say(said, 8, "3:b");
  EXPECT_EQ(judge_hashes(said, {1}, three), (HashVerdict{Kind::wrong, {8}}));
}

TEST(StateHashes, the_newest_are_kept_and_a_rebuilt_replica_speaks_again) {
  StateHashes said;
  for (uint64_t index = 1; index <= state_hashes_kept + 3; ++index) say(said, index, "1:a");
  EXPECT_EQ(said[{1}].size(), state_hashes_kept);
  EXPECT_EQ(said[{1}].front().index, LogIndex{4});
  say(said, 9, "1:b");
  EXPECT_EQ(said[{1}].size(), state_hashes_kept);
  say(said, 1, "1:b");
  EXPECT_EQ(said[{1}].front().index, LogIndex{4}) << "older than what is kept";
}

}  // namespace
}  // namespace shoal::cluster
