#include "storage/replica/log_tail.hpp"

#include <gtest/gtest.h>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/testing/at_once.hpp"

namespace shoal::replica {
namespace {

using engine::Durability;
using engine::MemoryDisk;

TEST(LogTail, is_cut_at_the_newest_mark_behind_which_enough_is_kept) {
  LogTail tail;
  EXPECT_EQ(tail.cut(10), LogIndex{});
  tail.grow(9);
  EXPECT_EQ(tail.since_mark(), 9U);
  tail.mark({3});
  tail.grow(9);
  EXPECT_EQ(tail.cut(10), LogIndex{});
  tail.mark({5});
  tail.grow(9);
  EXPECT_EQ(tail.since_mark(), 9U);
  EXPECT_EQ(tail.cut(10), LogIndex{3});
  tail.grow(1);
  EXPECT_EQ(tail.cut(10), LogIndex{5});
  EXPECT_EQ(tail.cut(10), LogIndex{5}) << "again, since the cut may not have come about";
}

constexpr size_t entry_bytes = 10'000;

// The bytes of the log after 200 entries that are refused, so that they leave next to no state.
size_t log_after_large_entries(bool witness, LogKept kept) {
  MemoryDisk log(Durability::log), state(Durability::state);
  replica::testing::AtOnce now;
  DiskParts parts;
  parts.log = *log::LogStore::open(log.open(), MemberId{1});
  parts.state = std::make_unique<store::StateStore>(state.open());
  parts.log_executor = parts.apply_executor = &now;
  parts.log_kept = kept;
  parts.witness = witness;
  parts.on_applied = [](const store::Applied&) {};
  auto disk = *Disk::create(std::move(parts));
  disk->open(1, [](const Result<raft::Start>& start) { ASSERT_TRUE(start.ok()); });
  raft::SnapshotMeta membership;
  membership.membership.voters = {{1}};
  for (uint64_t i = 1; i <= 200; ++i) {
    const raft::Entry entry{
        {1}, {i}, raft::EntryKind::normal, Bytes::copy(std::string(entry_bytes, 'x'))};
    raft::Save save;
    save.token = i;
    save.entries = {entry};
    disk->write(1, save, [](const Status& status) { EXPECT_TRUE(status.ok()); });
    membership.index = {i};
    membership.term = {1};
    disk->apply(1, {entry}, membership, [](LogIndex) {});
  }
  EXPECT_EQ(disk->store().applied().value, 200U);
  const auto held = disk->log().state();
  return (held.last.value - held.first.value + 1) * entry_bytes;
}

TEST(LogTail, large_entries_do_not_fill_the_disk_though_they_are_few_and_change_nothing) {
  const LogKept kept{50'000, 300'000, 100'000};
  for (const bool witness : {false, true}) {
    const auto bytes = log_after_large_entries(witness, kept);
    EXPECT_GE(bytes, 300'000U) << witness;
    EXPECT_LE(bytes, 450'000U) << witness;
  }
}

TEST(LogTail, of_small_entries_their_number_is_kept) {
  EXPECT_EQ(log_after_large_entries(false, {7, 300'000, entry_bytes}), 7 * entry_bytes);
}

}  // namespace
}  // namespace shoal::replica
