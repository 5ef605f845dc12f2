#include <gtest/gtest.h>

#include <cstring>

#include "schema/vocab/random.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::log {
namespace {

Transaction one_of_everything() {
  Transaction t;
  t.origin = {node_origin("n1"), 7};
  t.sequence = {3};
  t.user = "system:admin";
  t.trace = {11};
  t.cause = 12;
  t.guards = {guard::Absent{"/pods/a/b"},
              guard::HasUid{"/pods/a/b", "u"},
              guard::AtRevision{"/pods/a/b", Revision{5}},
              guard::AtShardEpoch{"s", ShardEpoch{2}},
              guard::AtNodeEpoch{"n1", NodeEpoch{3}},
              guard::NamespaceActive{"/namespaces/a"},
              guard::Counter{"quota", -4, 9},
              guard::Claim{"ip", "10.0.0.1", "u"},
              guard::PlacementSequence{"n1", 8},
              guard::LevelAtMost{2}};
  Write put;
  put.key = "/pods/a/b";
  put.uid = "u";
  put.flags = store::flag_namespace_terminating;
  put.indexes = {{"node", "n1"}};
  put.touched_nodes = {"n1", "n2"};
  put.encoding = store::Encoding::packed;
  put.body = Bytes::copy("body");
  Write erase;
  erase.key = "/pods/a/c";
  t.writes = {put, erase};
  t.records = {record::OriginOpen{"node/n1", 7},
               record::ShardEpochRaise{"s", ShardEpoch{3}, "n2"},
               record::NodeEpochRaise{"n1", NodeEpoch{4}},
               record::CounterAdd{"quota", -1},
               record::CounterSet{"quota", 3},
               record::Claim{"ip", "10.0.0.2", "v"},
               record::Release{"ip", "10.0.0.2", "v"},
               record::PlacementSequence{"n1"},
               record::Compaction{Revision{4}},
               record::Expiry{"/events/", Revision{4}, 10},
               record::FeatureLevel{2},
               record::Skip{LogIndex{9}}};
  return t;
}

TEST(Transaction, every_guard_write_and_record_survives_its_encoding) {
  const auto t = one_of_everything();
  const auto bytes = encode(t);
  ASSERT_TRUE(bytes.ok()) << bytes.status().to_string();
  const auto back = decode_transaction(*bytes);
  ASSERT_TRUE(back.ok()) << back.status().to_string();
  EXPECT_EQ(*back, t);
}

Bytes written_as_of(uint32_t level, const Transaction& t) {
  std::string bytes(encode(t)->view());
  std::memcpy(bytes.data() + 16, &level, sizeof level);  // the first field of the root
  return Bytes::copy(bytes);
}

TEST(Transaction, says_the_level_that_brought_its_newest_part_and_is_read_from_there_on) {
  auto t = one_of_everything();
  EXPECT_EQ(level_of(t), 2u);
  EXPECT_EQ(decode_transaction(*encode(t), 1).status().code(), Code::unavailable);
  EXPECT_TRUE(decode_transaction(*encode(t), 2).ok());
  // Known here or not: what a level does not have makes a transaction malformed, everywhere alike.
  EXPECT_EQ(decode_transaction(written_as_of(1, t), 2).status().code(), Code::bad_request);
  EXPECT_EQ(decode_transaction(written_as_of(0, t)).status().code(), Code::bad_request);
  t.guards.pop_back();
  EXPECT_EQ(level_of(t), 1u);
  EXPECT_TRUE(decode_transaction(*encode(t), 1).ok());
  EXPECT_TRUE(decode_transaction(written_as_of(2, t), 2).ok()) << "it may claim to be newer";
  EXPECT_EQ(decode_transaction(written_as_of(7, t)).status().code(), Code::unavailable);
}

TEST(Entry, group_commit_carries_encoded_transactions_unchanged) {
  const auto first = encode(one_of_everything());
  const std::vector<Bytes> all{*first, Bytes::copy("not a transaction"), *first};
  const auto entry = encode_entry(ClusterEpoch{2}, wall_from_unix_ns(99), all);
  ASSERT_TRUE(entry.ok());
  const auto back = decode_entry(*entry);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->cluster_epoch, ClusterEpoch{2});
  EXPECT_EQ(to_unix_ns(back->time), 99);
  EXPECT_EQ(back->transactions, all);
}

TEST(Transaction, bounds_are_checked_before_proposing) {
  Transaction t;
  t.origin = {"node/n1", 1};
  t.sequence = {1};
  Write write;
  write.key = "/pods/a/b";
  write.uid = "u";
  write.body = Bytes::copy("x");
  t.writes = {write};
  EXPECT_TRUE(encode(t).ok());
  t.writes[0].key = std::string(key_bytes_max, 'k');
  EXPECT_TRUE(encode(t).ok());
  t.writes[0].key += 'k';
  EXPECT_EQ(encode(t).status().code(), Code::too_large);
  t.writes[0].key = std::string("a\0b", 3);
  EXPECT_EQ(encode(t).status().code(), Code::bad_request);
  t.writes = {write, write};
  EXPECT_EQ(encode(t).status().code(), Code::bad_request) << "a key written twice";
  t.writes = {};
  t.records.assign(transaction_parts_max + 1, record::PlacementSequence{"n1"});
  EXPECT_EQ(encode(t).status().code(), Code::too_large);
}

TEST(Transaction, any_bytes_decode_to_a_value_or_a_status) {
  Random random(1);
  const auto good = *encode(one_of_everything());
  size_t survived = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(good.view());
    for (auto flips = 1 + random.below(4); flips > 0; --flips)
      bytes[random.below(bytes.size())] = static_cast<char>(random.next());
    if (random.below(4) == 0) bytes.resize(random.below(bytes.size()));
    const auto decoded = decode_transaction(Bytes::copy(bytes));
    if (!decoded) continue;
    ++survived;
    ASSERT_TRUE(encode(*decoded).ok()) << "what apply accepts can be proposed";
  }
  EXPECT_GT(survived, 0u);
}

}  // namespace
}  // namespace shoal::log
