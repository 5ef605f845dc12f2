#include "actors/cluster/rules/growth.hpp"

#include <gtest/gtest.h>

namespace shoal::cluster {
namespace {

using room::DiskState;

constexpr uint64_t mib = 1u << 20;

DiskSaying saying(DiskState state) {
  return {state, {(state == DiskState::ok ? 500 : 3) * mib, 1000 * mib}, 50 * mib};
}

// n1 leads voters n1 n2 n3; n4 is a learner; n2 is asked. All disks have room, all links are up.
struct Group {
  Members members;
  DiskQuestion question;
  Group() {
    for (uint64_t id = 1; id <= 4; ++id) {
      Member member;
      member.name = "n" + std::to_string(id);
      member.id = {id};
      members[member.name] = member;
      question.known[member.name] = saying(DiskState::ok);
      if (id != 2) question.reached.insert(member.name);
    }
    question.self = "n2";
    question.leader = {1};
    question.group.voters = {{1}, {2}, {3}};
    question.group.learners = {{4}};
  }
  Group& disk(const NodeName& name, DiskState state) {
    question.known[name] = saying(state);
    return *this;
  }
  std::string no_growth() const { return judge_disks(members, question).no_growth; }
  bool gives_way() const { return judge_disks(members, question).gives_way; }
};

TEST(Growth, beside_ones_own_the_disks_of_the_leader_and_of_most_voters_count) {
  EXPECT_EQ(Group().no_growth(), "");
  EXPECT_EQ(Group().disk("n2", DiskState::soft).no_growth(), "") << "it is looked at when asked";
  EXPECT_EQ(Group().disk("n1", DiskState::critical).no_growth(),
            "the disk of n1, which leads, has 3 MiB left, and below 50 MiB");
  EXPECT_EQ(Group().disk("n3", DiskState::critical).no_growth(), "") << "one voter of three";
  EXPECT_EQ(Group().disk("n4", DiskState::critical).no_growth(), "") << "a learner";
  Group most;
  most.question.group.voters = {{1}, {3}, {4}};
  EXPECT_EQ(most.disk("n3", DiskState::soft).disk("n4", DiskState::soft).no_growth(),
            "the disks of most voters (n3, n4) are short of room, and so");
  most.question.group.voters_outgoing = most.question.group.voters;
  most.question.group.voters = {{1}, {2}, {3}};
  EXPECT_NE(most.no_growth(), "") << "while joint either half counts";
  Group alone;
  alone.question.group.voters = {{2}};
  alone.question.leader = {2};
  EXPECT_EQ(alone.disk("n2", DiskState::soft).no_growth(), "");
}

TEST(Growth, what_was_said_counts_while_the_link_is_up) {
  Group group;
  group.disk("n1", DiskState::soft).question.reached.erase("n1");
  EXPECT_EQ(group.no_growth(), "");
}

TEST(Growth, a_critical_disk_gives_way_to_a_voter_that_has_room) {
  EXPECT_FALSE(Group().gives_way());
  EXPECT_FALSE(Group().disk("n2", DiskState::soft).gives_way());
  EXPECT_TRUE(Group().disk("n2", DiskState::critical).gives_way());
  Group full;
  full.disk("n2", DiskState::critical).disk("n1", DiskState::critical);
  EXPECT_TRUE(full.gives_way()) << "n3 has room";
  full.disk("n3", DiskState::soft);
  EXPECT_TRUE(full.gives_way()) << "it has more";
  full.disk("n3", DiskState::critical);
  EXPECT_FALSE(full.gives_way()) << "a learner cannot lead, and somebody has to";
  full.disk("n3", DiskState::ok).members["n3"].witness = true;
  full.question.group.witnesses = {{3}};
  EXPECT_FALSE(full.gives_way()) << "nor a witness";
  Group away;
  away.disk("n2", DiskState::critical).question.reached.clear();
  EXPECT_FALSE(away.gives_way()) << "nobody is reached";
}

TEST(Growth, a_saying_is_read_back_and_nonsense_is_refused) {
  const auto before = saying(DiskState::critical);
  EXPECT_EQ(*decode_disk_saying(encode(before)), before);
  auto wrong = before;
  wrong.state = static_cast<DiskState>(3);
  EXPECT_EQ(decode_disk_saying(encode(wrong)).status().code(), Code::bad_request);
  EXPECT_FALSE(decode_disk_saying(Bytes::copy("x")).ok());
}

log::Transaction writes(const std::string& key, bool is_new, bool deletes = false) {
  log::Transaction transaction;
  if (is_new)
    transaction.guards.push_back(log::guard::Absent{key});
  else
    transaction.guards.push_back(log::guard::AtRevision{key, {7}});
  log::Write write;
  write.key = key;
  if (!deletes) write.body = Bytes::copy("body");
  transaction.writes.push_back(write);
  return transaction;
}

TEST(Growth, new_objects_grow_the_state_and_little_else_does) {
  EXPECT_TRUE(grows(writes("/pods/default/web", true)));
  EXPECT_TRUE(grows(writes("/events/default/web.1", true)));
  EXPECT_FALSE(grows(writes("/pods/default/web", false))) << "a status, a binding";
  EXPECT_FALSE(grows(writes("/pods/default/web", false, true))) << "a delete";
  EXPECT_FALSE(grows(writes("coordination.k8s.io/leases/kube-node-lease/n1", true)));
  EXPECT_FALSE(grows(writes("/nodes/n1", true)));
  EXPECT_FALSE(grows(writes("shoal.dev/members/n1", true)));
  log::Transaction epoch;
  epoch.records.push_back(log::record::ShardEpochRaise{"deployment-0", {2}, "n1"});
  EXPECT_FALSE(grows(epoch));
  auto both = writes("/pods/default/web", false);
  both.guards.push_back(log::guard::Absent{"/pods/default/other"});
  EXPECT_FALSE(grows(both)) << "something else is to be absent";
}

}  // namespace
}  // namespace shoal::cluster
