#include "actors/cluster/rules/upgrade.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "storage/store/store.hpp"

namespace shoal::cluster {
namespace {

// "n1:2 n2:1! n3:0": members and the highest level their programs know; 0: a record that does not
// say; a mark: declared dead.
struct Cluster {
  store::Store store;
  LogIndex index;
  uint64_t sequence = 0;
  std::vector<MemberId> group;

  explicit Cluster(const std::string& members) {
    apply({});
    std::istringstream in(members);
    for (std::string word; in >> word;) set(word);
  }
  store::Outcome apply(log::Transaction transaction) {
    transaction.origin = {"node/n1", 1};
    transaction.sequence = {++sequence};
    if (sequence == 1) transaction.records = {log::record::OriginOpen{"node/n1", 1}};
    const std::vector<Bytes> all{*log::encode(transaction)};
    const auto entry = *log::encode_entry(ClusterEpoch{1}, wall_from_unix_ns(1), all);
    index = index.next();
    return store.apply(index, Term{1}, entry).outcomes.at(0).outcome;
  }
  void set(const std::string& word) {
    Member member;
    member.name = word.substr(0, 2);
    member.id = {static_cast<uint64_t>(word[1] - '0')};
    member.pin = std::string(pin_bytes, word[1]);
    member.dead = word.back() == '!';
    if (word[3] != '0') member.set_levels({1, static_cast<uint32_t>(word[3] - '0')});
    log::Write write;
    write.key = member_key(member.name);
    write.uid = member.name;
    write.body = encode(member);
    log::Transaction transaction;
    transaction.writes = {write};
    EXPECT_TRUE(apply(transaction).committed());
    if (std::find(group.begin(), group.end(), member.id) == group.end()) group.push_back(member.id);
  }
  std::string look() { return to_sentence(level_standing(store.snapshot(), group)); }
  bool rises() { return plan_raise(store.snapshot(), group).has_value(); }
};

TEST(Upgrade, what_keeps_the_level) {
  struct Row {
    const char* members;
    const char* said;
  };
  constexpr const char* waits_end =
      ": start the newer shoald there, or remove who is gone for good";
  const Row rows[] = {
      {"n1:1 n2:1 n3:1", "level 1 is the newest that any member's program knows"},
      {"n1:0 n2:0", "level 1 is the newest that any member's program knows"},
      {"n1:2 n2:1 n3:1", "level 2 waits for n2, n3"},
      {"n1:2 n2:2 n3:0", "level 2 waits for n3"},
      {"n1:2 n2:2 n3:1!", "level 2 waits for n3"},
      {"n1:2 n2:2 n3:2!", "every member knows level 2: it rises"},
      {"n1:2 n2:3", "every member knows level 2: it rises"},
      {"n1:2", "every member knows level 2: it rises"},
  };
  for (const auto& row : rows) {
    Cluster cluster(row.members);
    const std::string said(row.said);
    EXPECT_EQ(cluster.look(), said + (said.find("waits") != said.npos ? waits_end : ""))
        << row.members;
    EXPECT_EQ(cluster.rises(), said.find("rises") != said.npos) << row.members;
    const auto standing = level_standing(cluster.store.snapshot(), cluster.group);
    EXPECT_EQ(!standing.waits_for.empty(), said.find("waits") != said.npos) << row.members;
  }
}

TEST(Upgrade, it_rises_one_by_one_as_far_as_all_know) {
  Cluster cluster("n1:3 n2:3");
  EXPECT_TRUE(cluster.apply(*plan_raise(cluster.store.snapshot(), cluster.group)).committed());
  EXPECT_EQ(cluster.store.snapshot().feature_level(), 2u);
  EXPECT_TRUE(cluster.apply(*plan_raise(cluster.store.snapshot(), cluster.group)).committed());
  EXPECT_EQ(cluster.store.snapshot().feature_level(), 3u);
  EXPECT_FALSE(cluster.rises());
}

TEST(Upgrade, a_hold_keeps_it_and_comes_once) {
  Cluster cluster("n1:2 n2:2");
  const auto planned = *plan_raise(cluster.store.snapshot(), cluster.group);
  EXPECT_TRUE(cluster.apply(hold_level()).committed());
  EXPECT_EQ(cluster.apply(hold_level()).refusal, store::Refusal::absent);
  EXPECT_FALSE(cluster.rises());
  EXPECT_EQ(cluster.look(), "level 2 is held back; `shoal upgrade finalize` lets it rise");
  EXPECT_EQ(cluster.apply(planned).refusal, store::Refusal::absent) << "planned before the hold";
  EXPECT_TRUE(cluster.apply(let_level_rise()).committed());
  EXPECT_EQ(cluster.apply(let_level_rise()).refusal, store::Refusal::missing);
  EXPECT_TRUE(cluster.rises());
}

TEST(Upgrade, what_was_planned_is_refused_when_a_member_came_back_as_the_program_of_before) {
  Cluster cluster("n1:2 n2:2");
  const auto planned = *plan_raise(cluster.store.snapshot(), cluster.group);
  cluster.set("n2:1");
  EXPECT_EQ(cluster.apply(planned).refusal, store::Refusal::revision);
  EXPECT_EQ(cluster.store.snapshot().feature_level(), 1u);
}

TEST(Upgrade, who_votes_without_being_a_member_keeps_it) {
  Cluster cluster("n1:2 n2:2");
  cluster.group.push_back(MemberId{9});
  EXPECT_FALSE(cluster.rises());
  EXPECT_EQ(cluster.look(), "level 2 waits until all who vote are members");
}

}  // namespace
}  // namespace shoal::cluster
