// A leader that is alone answers reads without asking anybody. It must stop before others can elect
// another one.
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

TEST(SoleVoter, it_ends_with_the_appended_change_that_adds_a_voter_not_with_the_committed_one) {
  Three three;
  three.found();
  auto& n1 = three["n1"];
  ASSERT_TRUE(eventually([&] { return n1.leadership.sole_voter(); }));
  // Nobody has this id: the change is in the log, and is never committed.
  raft::ConfChange change{
      raft::Transition::automatic, {{raft::ChangeKind::add_voter, MemberId{9999}}}, {}};
  auto added = TestNode::wait<Done>([&](auto reply) {
    n1.raft.send_unbounded(replica::ChangeMembers{change, reply});
  });
  ASSERT_TRUE(added.ok()) << added.status().to_string();
  EXPECT_FALSE(n1.leadership.sole_voter());
}

}  // namespace
}  // namespace shoal::cluster
