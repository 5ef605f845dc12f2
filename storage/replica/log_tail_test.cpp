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
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{});
  tail.grow({3}, 9);
  EXPECT_EQ(tail.since_mark(), 9U);
  tail.mark({3});
  tail.grow({5}, 9);
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{});
  tail.mark({5});
  tail.grow({7}, 9);
  EXPECT_EQ(tail.since_mark(), 9U);
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{3});
  tail.grow({7}, 100);  // applied again
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{3});
  tail.grow({8}, 1);
  EXPECT_EQ(tail.cut(10, {4}), LogIndex{3}) << "what is not applied stays";
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{5});
  EXPECT_EQ(tail.cut(10, {9}), LogIndex{5}) << "again, since the cut may not have come about";
}

constexpr size_t entry_bytes = 10'000;

// A member whose entries are refused, so that they leave next to no state.
struct Member {
  void start() {
    disk.reset();
    DiskParts parts;
    parts.log = *log::LogStore::open(log.open(), MemberId{1});
    parts.state = std::make_unique<store::StateStore>(state.open());
    parts.log_executor = parts.apply_executor = &now;
    parts.log_kept = kept;
    parts.witness = witness;
    parts.on_applied = [](const store::Applied&) {};
    disk = *Disk::create(std::move(parts));
    disk->open(1, [](const Result<raft::Start>& start) { ASSERT_TRUE(start.ok()); });
  }
  void apply(uint64_t count) {
    raft::SnapshotMeta membership;
    membership.membership.voters = {{1}};
    for (uint64_t i = 0; i < count; ++i) {
      const auto index = disk->store().applied().next();
      raft::Save save;
      save.token = index.value;
      save.entries = {
          {{1}, index, raft::EntryKind::normal, Bytes::copy(std::string(entry_bytes, 'x'))}};
      membership.index = index;
      membership.term = {1};
      const auto entries = save.entries;
      disk->write(1, std::move(save), [](const Status& status) { EXPECT_TRUE(status.ok()); });
      disk->apply(1, entries, membership, [](LogIndex) {});
    }
  }
  size_t log_bytes() const {
    const auto held = disk->log().state();
    return (held.last.value - held.first.value + 1) * entry_bytes;
  }

  LogKept kept{50'000, 300'000, 100'000};
  bool witness = false;
  MemoryDisk log{Durability::log}, state{Durability::state};
  replica::testing::AtOnce now;
  std::unique_ptr<Disk> disk;
};

TEST(LogTail, large_entries_do_not_fill_the_disk_though_they_are_few_and_change_nothing) {
  for (const bool witness : {false, true}) {
    Member member;
    member.witness = witness;
    member.start();
    member.apply(200);
    EXPECT_GE(member.log_bytes(), 300'000U) << witness;
    EXPECT_LE(member.log_bytes(), 450'000U) << witness;
  }
}

TEST(LogTail, neither_do_they_where_no_life_of_the_process_is_long_enough_to_fill_what_is_kept) {
  for (const bool witness : {false, true}) {
    Member member;
    member.witness = witness;
    for (int life = 0; life < 20; ++life) {
      member.start();
      member.apply(20);
      ASSERT_TRUE(member.disk->flush().ok());
    }
    EXPECT_GE(member.log_bytes(), 300'000U) << witness;
    EXPECT_LE(member.log_bytes(), 600'000U) << witness;
  }
}

TEST(LogTail, of_small_entries_their_number_is_kept) {
  Member member;
  member.kept = {7, 300'000, entry_bytes};
  member.start();
  member.apply(200);
  EXPECT_EQ(member.log_bytes(), 7 * entry_bytes);
}

}  // namespace
}  // namespace shoal::replica
