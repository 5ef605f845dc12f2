#include "storage/replica/apply_fault.hpp"

#include <gtest/gtest.h>

#include "storage/log/transaction.hpp"

namespace shoal::replica {
namespace {

TEST(ApplyFault, only_a_prefix_of_keys_kills) {
  EXPECT_EQ(parse_apply_fault("die /configmaps/default/poison"), "/configmaps/default/poison");
  EXPECT_EQ(parse_apply_fault("  die  /x\n"), "/x");
  for (const char* none : {"", "die", "hang", "die /x /y", "DIE /x", "/x"})
    EXPECT_EQ(parse_apply_fault(none), std::nullopt) << none;
}

TEST(ApplyFault, an_entry_is_meant_when_it_writes_such_a_key) {
  log::Transaction transaction;
  transaction.origin = {"node/n1", 1};
  transaction.sequence = {1};
  log::Write write;
  write.key = "/configmaps/default/poison-1";
  write.uid = "u";
  write.body = Bytes::copy("v");
  transaction.writes = {write};
  auto bytes = log::encode_entry({1}, {}, std::vector<Bytes>{*log::encode(transaction)});
  ASSERT_TRUE(bytes.ok());
  raft::Entry entry{{1}, {1}, raft::EntryKind::normal, *bytes};
  EXPECT_TRUE(writes_under(entry, "/configmaps/default/poison"));
  EXPECT_FALSE(writes_under(entry, "/configmaps/default/poison-2"));
  entry.kind = raft::EntryKind::conf_change;
  EXPECT_FALSE(writes_under(entry, "/configmaps/default/poison"));
  EXPECT_FALSE(writes_under({{1}, {1}, raft::EntryKind::normal, Bytes()}, ""));
}

}  // namespace
}  // namespace shoal::replica
