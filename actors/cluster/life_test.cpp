// Members of a life of the cluster that has ended are told so when they start.
#include "actors/cluster/life.hpp"

#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

JoinRequest asked_in(ClusterEpoch life) {
  JoinRequest request;
  request.member.name = "n2";
  request.life = life;
  return request;
}

Bytes entry_of(ClusterEpoch life) {
  return *log::encode_entry(life, wall_from_unix_ns(1), {});
}

TEST(Life, who_is_of_an_older_one_is_told_and_nobody_else) {
  store::Store store;
  EXPECT_TRUE(judge_life(store.snapshot(), asked_in({1})).ok()) << "this node knows nothing yet";
  (void)store.apply({1}, {1}, entry_of({1}));
  EXPECT_TRUE(judge_life(store.snapshot(), asked_in({1})).ok());
  (void)store.apply({2}, {1}, entry_of({2}));
  const auto told = judge_life(store.snapshot(), asked_in({1}));
  EXPECT_EQ(told.code(), Code::gone);
  EXPECT_NE(told.message().find("the membership of n2: life 2"), std::string::npos);
  EXPECT_TRUE(judge_life(store.snapshot(), asked_in({2})).ok());
  EXPECT_TRUE(judge_life(store.snapshot(), asked_in({3})).ok()) << "it is this node that is behind";
}

TEST(Life, a_disk_is_of_the_newest_that_its_state_or_its_log_knows) {
  engine::MemoryDisk disk(engine::Durability::log);
  auto log = *log::LogStore::open(disk.open(), MemberId{1});
  store::Store store;
  EXPECT_EQ(life_of(*log, store), ClusterEpoch{}) << "nothing was ever written here";
  raft::Save save;
  save.token = 1;
  save.hard_state = raft::HardState{{1}, {}, {}};
  save.entries.push_back({{1}, {1}, raft::EntryKind::normal, entry_of({})});
  ASSERT_TRUE(log->save(save).ok());
  EXPECT_EQ(life_of(*log, store), ClusterEpoch{1}) << "the first has no number in its entries";
  save.token = 2;
  save.entries = {{{1}, {2}, raft::EntryKind::normal, entry_of({4})},
                  {{2}, {3}, raft::EntryKind::normal, Bytes()}};
  ASSERT_TRUE(log->save(save).ok());
  EXPECT_EQ(life_of(*log, store), ClusterEpoch{4});
}

TEST(Life, members_that_are_away_or_of_the_same_life_stop_nobody) {
  Three three;
  three.three_voters();
  auto& n1 = three["n1"];
  ASSERT_TRUE(n1.put("demo/k/a", "v").ok());
  Identity identity;
  identity.secrets.cluster = "any";
  identity.key = *load_or_make_node_key(three.m2.data_dir + "/identity");
  identity.known = n1.cluster->members();
  three.nodes.erase("n3");
  Member self;
  self.name = "n2";
  self.id = MemberId{5};
  EXPECT_TRUE(check_life(identity, self, {1}).ok());
}

}  // namespace
}  // namespace shoal::cluster
