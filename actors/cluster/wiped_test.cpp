// A node that lost its disks comes back under its name, by its key alone, as another member.
#include "actors/cluster/three_nodes.hpp"

namespace shoal::cluster {
namespace {

// The group has no trace of `gone`, and `count` voters of which `there` is one.
bool swapped(const Three& three, MemberId gone, MemberId there, size_t count) {
  auto* leader = three.leader();
  if (!leader) return false;
  auto group = leader->status().membership;
  return !group.joint() && group.voters.size() == count && group.is_voter(there) &&
         !group.contains(gone);
}

TEST(WipedNode, bug_22_a_wiped_node_comes_back_under_its_name_and_its_old_id_never_votes) {
  Three three;
  three.three_voters();
  ASSERT_TRUE(three["n1"].put("demo/k/before", "v").ok());
  ASSERT_TRUE(eventually([&] { return three["n2"].cluster->members().size() == 3; }));
  const MemberId old = three["n2"].id();
  three.nodes.erase("n2");
  ASSERT_TRUE(three["n1"].put("demo/k/while-away", "v").ok());
  three.m2.wipe();
  // The same start as ever: no token, nobody named.
  three.nodes["n2"] = std::make_unique<TestNode>(three.m2);
  ASSERT_TRUE(three["n2"].entered.ok()) << three["n2"].entered.to_string();
  const MemberId fresh = three["n2"].id();
  EXPECT_NE(fresh, old);
  EXPECT_TRUE(eventually([&] { return three["n2"].value("demo/k/while-away") == "v"; }));
  EXPECT_EQ(three["n2"].value("demo/k/before"), "v");
  EXPECT_TRUE(eventually([&] { return swapped(three, old, fresh, 3); }))
      << to_string(three["n1"].status().membership);
  const auto record = three["n1"].cluster->members().at("n2");
  EXPECT_EQ(record.id, fresh);
  EXPECT_EQ(record.generation, 1u);
  EXPECT_EQ(record.pod_cidr, "10.244.1.0/24") << "its pods keep their range";
  // What is still on its way to or from the old one reaches nobody: its id is not its name's.
  EXPECT_EQ(find_member(three["n3"].cluster->members(), old), nullptr);
  EXPECT_TRUE(three["n2"].put("demo/k/after", "v").ok());
}

// Only its state is gone, and its log was cut: the same member, with the same vote.
TEST(WipedNode, who_lost_its_state_alone_is_the_same_member_and_is_sent_another) {
  Three three;
  three.three_voters();
  for (int i = 0; i < 900; ++i)  // enough to be flushed, after which the log is cut
    ASSERT_TRUE(three["n1"].put("demo/k/" + std::to_string(i), std::string(20000, 'x')).ok());
  ASSERT_TRUE(eventually([&] { return three["n2"].disk->log().first_index().value > 1; }));
  const MemberId id = three["n2"].id();
  three.nodes.erase("n2");
  three.m2.state = std::make_unique<engine::MemoryDisk>(engine::Durability::state);
  three.nodes["n2"] = std::make_unique<TestNode>(three.m2);
  ASSERT_TRUE(three["n2"].entered.ok()) << three["n2"].entered.to_string();
  EXPECT_TRUE(three["n2"].disk->state_missing());
  EXPECT_EQ(three["n2"].id(), id);
  EXPECT_TRUE(eventually([&] { return three["n2"].value("demo/k/899").size() == 20000; }));
  EXPECT_EQ(three["n2"].value("demo/k/0").size(), 20000u);
  // Raft hears of it after its readers.
  EXPECT_TRUE(eventually([&] { return !three["n2"].status().state_missing; }));
  EXPECT_TRUE(three["n1"].status().membership.is_voter(id));
  // It counts: the other follower is away.
  three.nodes.erase("n3");
  EXPECT_TRUE(eventually([&] { return three["n1"].put("demo/k/after", "v").ok(); }));
  EXPECT_TRUE(eventually([&] { return three["n2"].value("demo/k/after") == "v"; }));
}

TEST(WipedNode, the_founder_comes_back_as_anybody_else) {
  Three three;
  three.three_voters();
  ASSERT_TRUE(eventually([&] { return three["n1"].cluster->members().size() == 3; }));
  const auto members = three.m1.data_dir + "/identity/members";
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(members); }));
  const MemberId old = three["n1"].id();
  three.nodes.erase("n1");
  three.m1.wipe();
  ASSERT_TRUE(eventually([&] { return three.leader() != nullptr; }));
  three.nodes["n1"] = std::make_unique<TestNode>(three.m1);
  ASSERT_TRUE(three["n1"].entered.ok()) << three["n1"].entered.to_string();
  EXPECT_TRUE(eventually([&] { return swapped(three, old, three["n1"].id(), 3); }));
  EXPECT_TRUE(three["n1"].put("demo/k/after", "v").ok());
}

TEST(WipedNode, who_was_removed_or_has_another_key_does_not_come_back) {
  Three three;
  three.three_voters();
  ASSERT_TRUE(eventually([&] { return three["n3"].cluster->members().size() == 3; }));
  const auto members = three.m3.data_dir + "/identity/members";
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(members); }));
  three.nodes.erase("n3");
  // Another key under the same name.
  const auto identity = three.m3.data_dir + "/identity/";
  for (const char* part : {"node.key", "node.crt"})
    std::filesystem::rename(identity + part, identity + part + ".kept");
  three.m3.wipe();
  TestNode stranger(three.m3);
  EXPECT_EQ(stranger.entered.code(), Code::forbidden) << stranger.entered.to_string();
  EXPECT_NE(stranger.entered.message().find("is no member's"), std::string::npos)
      << stranger.entered.message();
  for (const char* part : {"node.key", "node.crt"})
    std::filesystem::rename(identity + part + ".kept", identity + part);
  // Its own key, after it has left for good.
  auto left = TestNode::wait<Done>([&](auto r) { three["n1"].cluster->leave("n3", r); });
  ASSERT_TRUE(left.ok()) << left.status().to_string();
  ASSERT_TRUE(eventually([&] {
    return three["n1"].cluster->members().size() == 2 && three["n2"].cluster->members().size() == 2;
  }));
  TestNode removed(three.m3);
  EXPECT_EQ(removed.entered.code(), Code::forbidden) << removed.entered.to_string();
}

TEST(WipedNode, a_key_kept_apart_survives_the_whole_data_directory) {
  std::string root = "/tmp/shoal-cluster-test-XXXXXX";
  ASSERT_NE(mkdtemp(root.data()), nullptr);
  EntryOptions entry;
  entry.data_dir = root + "/data";
  entry.identity_dir = root + "/kept";
  entry.self = {"n1", {7}, {}, "127.0.0.1", 1};
  entry.init = true;
  auto founded = enter_cluster(entry, system_clock());
  ASSERT_TRUE(founded.ok()) << founded.status().to_string();
  EXPECT_TRUE(std::filesystem::is_symlink(root + "/data/identity"));
  std::filesystem::remove_all(root + "/data");
  // The same log id again, as if the log alone had been put back: it knows its cluster and key.
  auto again = enter_cluster(entry, system_clock());
  ASSERT_TRUE(again.ok()) << again.status().to_string();
  EXPECT_EQ(again->key.pin, founded->key.pin);
  EXPECT_EQ(again->secrets.cluster, founded->secrets.cluster);
  // The only member's log is gone: never a second cluster by accident.
  std::filesystem::remove_all(root + "/data");
  entry.self.id = {8};
  auto lost = enter_cluster(entry, system_clock());
  EXPECT_EQ(lost.status().code(), Code::invalid);
  EXPECT_NE(lost.status().message().find("log of this node was lost"), std::string::npos);
  // A directory of that name is not silently shadowed.
  std::filesystem::remove_all(root + "/data");
  std::filesystem::create_directories(root + "/data/identity");
  EXPECT_EQ(enter_cluster(entry, system_clock()).status().code(), Code::conflict);
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace shoal::cluster
