// Partial connectivity, five members: whatever is left of the links, a member that reaches a quorum
// leads and commits within two seconds, and stays.
#include <gtest/gtest.h>

#include <set>

#include "storage/raft/testing/clockwork.hpp"

namespace shoal::raft {
namespace {

using testing::Clockwork;
using Link = std::pair<uint64_t, uint64_t>;

constexpr uint64_t seeds = 200;
constexpr int limit_ms = 2000;

class Shape : public Clockwork {
 public:
  // With evidence, each end of a cut link finds the other refusing.
  Shape(uint64_t seed, bool evidence)
      : Clockwork(5, seed, {.message_max = 5, .save_max = 5}), evidence_(evidence) {
    campaign({1});
    run_for(1000);
    propose({1}, "before");
    run_for(100);
  }

  void keep_only(const std::set<Link>& kept) {
    network().heal();
    for (uint64_t a = 1; a <= 5; ++a)
      for (uint64_t b = a + 1; b <= 5; ++b)
        if (!kept.contains({a, b})) cut({a}, {b});
  }

  void cut(MemberId a, MemberId b) {
    network().cut(a, b);
    if (!evidence_) return;
    refuse_at(a, b, 1);
    refuse_at(b, a, 1);
  }

  // Milliseconds until something proposed from now on is committed; the limit if nothing is.
  int commits_within(int limit) {
    std::map<MemberId, Proposed> tried;
    for (int waited = 0; waited < limit; ++waited) {
      for (auto& [id, node] : network().nodes()) {
        Raft& raft = *node.raft;
        if (!raft.is_leader()) continue;
        auto it = tried.find(id);
        if (it == tried.end() || it->second.term != raft.term()) {
          if (propose(id, "after")) tried[id] = {raft.status().last, raft.term()};
        } else if (raft.committed() >= it->second.index) {
          leader_ = id;
          return waited;
        }
      }
      run_for(1);
    }
    return limit;
  }

  // The leader that committed still leads, in the same term, after a while.
  void expect_to_stay(uint64_t seed) {
    Raft& raft = *network().node(leader_).raft;
    const Term term = raft.term();
    run_for(3000);
    EXPECT_TRUE(raft.is_leader()) << "seed " << seed;
    EXPECT_EQ(raft.term(), term) << "seed " << seed;
  }

  MemberId leader() const { return leader_; }

 private:
  bool evidence_;
  MemberId leader_;
};

void quorum_loss(bool evidence) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    Shape group(seed, evidence);
    group.keep_only({{1, 3}, {2, 3}, {3, 4}, {3, 5}});
    ASSERT_LT(group.commits_within(limit_ms), limit_ms) << "seed " << seed;
    EXPECT_EQ(group.leader(), MemberId{3}) << "seed " << seed;
    group.expect_to_stay(seed);
    EXPECT_EQ(group.network().violation(), "");
  }
}

void constrained_election(bool evidence) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    Shape group(seed, evidence);
    for (uint64_t id : {1, 2, 4, 5}) group.network().cut({3}, {id});
    for (int i = 0; i < 20; ++i) {
      group.propose({1}, "unknown to 3");
      group.run_for(10);
    }
    group.keep_only({{2, 3}, {3, 4}, {3, 5}});
    ASSERT_LT(group.commits_within(limit_ms), limit_ms) << "seed " << seed;
    EXPECT_EQ(group.leader(), MemberId{3}) << "seed " << seed;
    group.expect_to_stay(seed);
    EXPECT_EQ(group.network().violation(), "");
  }
}

void chained(bool evidence) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    Shape group(seed, evidence);
    group.keep_only({{1, 2}, {2, 3}, {3, 4}, {4, 5}});
    ASSERT_LT(group.commits_within(limit_ms), limit_ms) << "seed " << seed;
    group.expect_to_stay(seed);
    EXPECT_EQ(group.network().violation(), "");
  }
}

TEST(PartialConnectivity, quorum_loss_everyone_reaches_only_one_and_the_leader_is_another) {
  quorum_loss(false);
}
TEST(PartialConnectivity, quorum_loss_with_evidence) {
  quorum_loss(true);
}
TEST(PartialConnectivity, constrained_election_the_only_one_with_a_quorum_has_an_old_log) {
  constrained_election(false);
}
TEST(PartialConnectivity, constrained_election_with_evidence) {
  constrained_election(true);
}
TEST(PartialConnectivity, chained_each_reaches_its_neighbours) {
  chained(false);
}
TEST(PartialConnectivity, chained_with_evidence) {
  chained(true);
}

TEST(PartialConnectivity, a_link_that_flaps_deposes_nobody) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    Shape group(seed, true);
    const Term term = group.network().node({1}).raft->term();
    const MemberId other{2 + seed % 4};
    for (int i = 0; i < 40; ++i) {
      group.cut({1}, other);
      group.run_for(20 + static_cast<int>(seed) + 3 * i);
      group.network().heal();
      group.run_for(30);
    }
    EXPECT_TRUE(group.network().node({1}).raft->is_leader()) << "seed " << seed;
    EXPECT_EQ(group.highest_term(), term) << "seed " << seed;
  }
}

}  // namespace
}  // namespace shoal::raft
