#include <gtest/gtest.h>

#include "schema/walk/fuzz.hpp"
#include "storage/log/stored_entry.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::log {
namespace {

Bytes transaction() {
  Transaction t;
  t.origin = {node_origin("n1"), 7};
  t.sequence = {3};
  t.user = "system:admin";
  t.guards = {guard::HasUid{"/pods/a/b", "u"}, guard::Counter{"quota", -4, 9},
              guard::Claim{"ip", "10.0.0.1", "u"}};
  Write put;
  put.key = "/pods/a/b", put.uid = "u", put.body = Bytes::copy("a body");
  put.indexes = {{"node", "n1"}}, put.touched_nodes = {"n1", "n2"};
  Write erase;
  erase.key = "/pods/a/c";
  t.writes = {put, erase};
  t.records = {record::ShardEpochRaise{"s", ShardEpoch{3}, "n2"},
               record::Expiry{"/events/", Revision{4}, 10}, record::Skip{LogIndex{9}}};
  return *encode(t);
}

size_t parts(const Transaction& t) {
  return t.guards.size() + t.writes.size() + t.records.size();
}

// What is read is within its bounds, can be proposed again, and then is the same.
bool transaction_read(const Bytes& bytes) {
  const auto read = decode_transaction(bytes);
  if (!read.ok()) return false;
  EXPECT_LE(parts(*read), 3 * transaction_parts_max);
  for (const Write& write : read->writes)
    EXPECT_LE(write.body ? write.body->size() : 0, bytes.size());
  const auto again = encode(*read);
  if (!again.ok()) {
    // Pointers that overlap read as more than they were: the one thing that may be too large now.
    EXPECT_EQ(again.status().code(), Code::too_large) << again.status().to_string();
    return true;
  }
  const auto back = decode_transaction(*again);
  EXPECT_TRUE(back.ok()) << back.status().to_string();
  if (back.ok()) EXPECT_EQ(*back, *read);
  return true;
}

bool entry_read(const Bytes& bytes) {
  const auto read = decode_entry(bytes);
  if (!read.ok()) return false;
  EXPECT_LE(read->transactions.size(), entry_transactions_max);
  for (const Bytes& each : read->transactions) {
    EXPECT_LE(each.size(), bytes.size());
    transaction_read(each);
  }
  const auto again = encode_entry(read->cluster_epoch, read->time, read->transactions);
  if (!again.ok()) return true;
  const auto back = decode_entry(*again);
  EXPECT_TRUE(back.ok()) << back.status().to_string();
  if (back.ok()) EXPECT_EQ(back->transactions, read->transactions);
  return true;
}

// A stored entry is these very bytes at this very index, or nothing.
bool stored_read(const std::string& bytes) {
  const LogIndex index{12};
  const auto payload = raft::Entry{Term{3}, index, raft::EntryKind{}, Bytes::copy(bytes)};
  EXPECT_EQ(parse_entry(index, print_entry(payload).view())->data, payload.data);
  EXPECT_FALSE(parse_entry(LogIndex{13}, print_entry(payload).view()));
  const auto entry = parse_entry(index, bytes);
  if (entry) EXPECT_EQ(print_entry(*entry).view(), bytes);
  const auto key = parse_entry_key(bytes);
  if (key) EXPECT_EQ(entry_key(*key), bytes);
  (void)parse_numbers(bytes, 3);
  return entry.has_value();
}

TEST(LogFuzz, any_bytes_on_the_disk_or_from_a_leader_are_read_or_refused) {
  const Bytes one = transaction();
  const std::vector<Bytes> both{one, Bytes::copy("not one"), one};
  const Bytes entry = *encode_entry(ClusterEpoch{2}, wall_from_unix_ns(99), both);
  const auto stored = print_entry({Term{3}, LogIndex{12}, raft::EntryKind{}, entry});
  const std::vector<std::string> seeds = {std::string(one.view()), std::string(entry.view()),
                                          std::string(stored.view()), entry_key(LogIndex{12})};
  const std::vector<std::string> words = {std::string(8, '\0'), std::string(8, '\xff'),
                                          std::string("\1\0\0\0\0\0\0\0", 8)};
  size_t transactions = 0, entries = 0, intact = 0, refused = 0;
  schema::Fuzz(3, seeds, words).run(20'000, [&](const std::string& text) {
    const auto bytes = Bytes::copy(text);
    const bool is_transaction = transaction_read(bytes);
    const bool is_entry = entry_read(bytes);
    const bool is_stored = stored_read(text);
    transactions += is_transaction, entries += is_entry, intact += is_stored;
    refused += !is_transaction && !is_entry && !is_stored;
    ASSERT_FALSE(testing::Test::HasFailure()) << testing::PrintToString(text);
  });
  EXPECT_GT(transactions, 100u);
  EXPECT_GT(entries, 100u);
  EXPECT_GT(intact, 0u);  // when a mutation changed nothing
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace shoal::log
