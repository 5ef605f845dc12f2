#include "storage/log/log_store.hpp"

#include <gtest/gtest.h>

#include "storage/engine/memory_engine.hpp"
#include "storage/log/stored_entry.hpp"

namespace shoal::log {
namespace {

using engine::Fault;
using engine::MemoryDisk;

raft::Entry entry(uint64_t index, uint64_t term, std::string_view data = "x") {
  return {Term{term}, LogIndex{index}, raft::EntryKind::normal, Bytes::copy(data)};
}

raft::Save save(std::vector<raft::Entry> entries, std::optional<raft::HardState> hard = {}) {
  raft::Save out;
  out.token = 1;
  out.entries = std::move(entries);
  out.hard_state = hard;
  return out;
}

raft::SnapshotMeta meta(uint64_t index, uint64_t term) {
  raft::SnapshotMeta out;
  out.index = {index};
  out.term = {term};
  out.membership.voters = {MemberId{1}};
  return out;
}

std::unique_ptr<LogStore> open(MemoryDisk& disk) {
  auto opened = LogStore::open(disk.open(), MemberId{42});
  EXPECT_TRUE(opened.ok()) << opened.status().to_string();
  return opened.ok() ? std::move(*opened) : nullptr;
}

std::string show(const LogStore& log) {
  std::string out;
  for (const auto& e : log.entries(log.first_index(), log.last_index().next(), 1 << 20))
    out += std::to_string(e.index.value) + ":" + std::to_string(e.term.value) + " ";
  return out;
}

TEST(LogStore, keeps_the_first_member_id_it_was_given) {
  MemoryDisk disk(engine::Durability::log);
  EXPECT_EQ(open(disk)->state().member, MemberId{42});
  disk.crash();
  auto again = LogStore::open(disk.open(), MemberId{43});
  EXPECT_EQ((*again)->state().member, MemberId{42});
}

TEST(LogStore, an_entry_that_cannot_be_read_is_told_and_ends_the_answer) {
  for (uint64_t dice = 0; dice < 5; ++dice) {
    MemoryDisk disk(engine::Durability::log);
    (void)open(disk)->save(save({entry(1, 1), entry(2, 1), entry(3, 1), entry(4, 1), entry(5, 1)}));
    auto log = open(disk);  // nothing of it is in memory
    std::vector<std::string> told;
    log->on_unreadable([&](const Status& why) {
      EXPECT_TRUE(engine::is_damaged(why));
      told.push_back(why.message());
    });
    EXPECT_EQ(log->entries({1}, {6}, 1 << 20).size(), 5u);
    EXPECT_EQ(log->entries({2}, {99}, 1 << 20).size(), 4u) << "there are no more";
    EXPECT_EQ(log->entries({1}, {6}, 1).size(), 1u) << "nor was more asked for";
    ASSERT_TRUE(told.empty());
    ASSERT_TRUE(disk.flip_bit(engine::Family::entries, dice + 5 * 9 * 8));
    EXPECT_EQ(log->entries({1}, {6}, 1 << 20).size(), dice);
    EXPECT_EQ(told, std::vector{"the log is damaged: entry " + std::to_string(dice + 1)});
  }
}

TEST(LogStore, a_walk_reads_all_of_it_in_steps_and_finds_what_is_damaged) {
  MemoryDisk disk(engine::Durability::log);
  std::vector<raft::Entry> entries;
  for (uint64_t i = 1; i <= 100; ++i) entries.push_back(entry(i, 1, std::string(100, 'x')));
  auto log = open(disk);
  ASSERT_TRUE(log->save(save(entries)).ok());
  const auto walked = [&]() -> Result<size_t> {
    auto walk = log->walk();
    size_t bytes = 0, steps = 0;
    for (; !walk.done(); ++steps) {
      SHOAL_ASSIGN(const auto read, log->check(walk, 1000));
      EXPECT_LT(read, 1200u);
      bytes += read;
    }
    EXPECT_GT(steps, 10u);
    return bytes;
  };
  ASSERT_TRUE(walked().ok());
  EXPECT_EQ(*walked(), 100u * (8 + 17 + 100));
  ASSERT_TRUE(disk.flip_bit(engine::Family::entries, 77 + 100 * 300));
  EXPECT_EQ(walked().status().message(), "the log is damaged: entry 78");
}

TEST(LogStore, a_conflicting_append_cuts_what_followed) {
  MemoryDisk disk(engine::Durability::log);
  auto log = open(disk);
  ASSERT_TRUE(log->save(save({entry(1, 1), entry(2, 1), entry(3, 1)})).ok());
  ASSERT_TRUE(log->save(save({entry(2, 2)}, raft::HardState{Term{2}, MemberId{7}, {}})).ok());
  EXPECT_EQ(show(*log), "1:1 2:2 ");
  disk.crash();
  log = open(disk);
  EXPECT_EQ(show(*log), "1:1 2:2 ");
  EXPECT_EQ(log->state().hard_state.vote, MemberId{7});
  EXPECT_EQ(log->term(LogIndex{2}), Term{2});
  EXPECT_EQ(log->term(LogIndex{3}), std::nullopt);
}

TEST(LogStore, several_saves_are_one_write_and_end_as_one_after_another) {
  MemoryDisk disk(engine::Durability::log);
  auto log = open(disk);
  const auto before = disk.writes();
  const std::vector<raft::Save> saves{
      save({entry(1, 1), entry(2, 1), entry(3, 1)}),
      save({entry(2, 2)}, raft::HardState{Term{2}, MemberId{7}, {}}), save({entry(3, 2)})};
  ASSERT_TRUE(log->save(saves).ok());
  EXPECT_EQ(disk.writes(), before + 1);
  const std::vector<raft::Save> gap{save({entry(4, 2)}), save({entry(6, 2)})};
  EXPECT_FALSE(log->save(gap).ok());
  disk.crash();
  log = open(disk);
  EXPECT_EQ(show(*log), "1:1 2:2 3:2 ");
  EXPECT_EQ(log->state().hard_state.vote, MemberId{7});
}

TEST(LogStore, is_cut_only_below_what_the_state_database_has_flushed) {
  MemoryDisk disk(engine::Durability::log);
  auto log = open(disk);
  ASSERT_TRUE(log->save(save({entry(1, 1), entry(2, 1), entry(3, 2), entry(4, 2)})).ok());
  EXPECT_FALSE(log->compact(LogIndex{3}, LogIndex{2}, meta(3, 2)).ok());
  ASSERT_TRUE(log->compact(LogIndex{3}, LogIndex{2}, meta(2, 1)).ok());
  EXPECT_EQ(log->first_index(), LogIndex{3});
  EXPECT_EQ(log->term(LogIndex{2}), Term{1});
  disk.crash();
  log = open(disk);
  EXPECT_EQ(show(*log), "3:2 4:2 ");
  EXPECT_EQ(log->start_meta(), meta(2, 1));
}

TEST(LogStore, an_installed_snapshot_replaces_a_log_that_does_not_hold_it) {
  MemoryDisk disk(engine::Durability::log);
  auto log = open(disk);
  ASSERT_TRUE(log->save(save({entry(1, 1), entry(2, 1), entry(3, 1)})).ok());
  ASSERT_TRUE(log->install_snapshot(meta(2, 1)).ok());
  EXPECT_EQ(show(*log), "3:1 ") << "it holds the snapshot's entry, so the rest is good";
  ASSERT_TRUE(log->install_snapshot(meta(10, 3)).ok());
  ASSERT_TRUE(log->install_snapshot(meta(10, 3)).ok());
  EXPECT_EQ(show(*log), "");
  EXPECT_EQ(log->last_index(), LogIndex{10});
  ASSERT_TRUE(log->save(save({entry(11, 3)})).ok());
  disk.crash();
  EXPECT_EQ(show(*open(disk)), "11:3 ");
}

TEST(LogStore, entries_beyond_the_cached_tail_come_from_the_disk) {
  MemoryDisk disk(engine::Durability::log);
  auto log = open(disk);
  const std::string big(tail_bytes_max / 4, 'b');
  for (uint64_t i = 1; i <= 10; ++i) ASSERT_TRUE(log->save(save({entry(i, 1, big)})).ok());
  const auto read = log->entries(LogIndex{1}, LogIndex{4}, SIZE_MAX);
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[2].data.size(), big.size());
  EXPECT_EQ(log->entries(LogIndex{1}, LogIndex{4}, 1).size(), 1u);
}

TEST(LogStore, a_damaged_or_missing_entry_refuses_to_open) {
  for (const bool missing : {true, false}) {
    MemoryDisk disk(engine::Durability::log);
    ASSERT_TRUE(open(disk)->save(save({entry(1, 1), entry(2, 1), entry(3, 1)})).ok());
    auto engine = disk.open();
    engine::WriteBatch batch;
    if (missing)
      batch.remove(engine::Family::entries, entry_key(LogIndex{2}));
    else
      batch.put(engine::Family::entries, entry_key(LogIndex{2}), Bytes::copy("rot"));
    ASSERT_TRUE(engine->write(batch).ok());
    const auto opened = LogStore::open(disk.open(), MemberId{1});
    EXPECT_EQ(opened.status().code(), Code::internal);
    EXPECT_NE(opened.status().message().find("entry 2"), std::string::npos);
  }
}

// Every fault at every write: what was acknowledged is there after a power cut, and what is there
// is a prefix of what was asked for.
TEST(LogStore, loses_nothing_acknowledged_whichever_write_fails) {
  for (const auto fault : {Fault::fail, Fault::full, Fault::tear, Fault::keep, Fault::hang}) {
    for (uint64_t nth = 2; nth <= 8; ++nth) {
      MemoryDisk disk(engine::Durability::log);
      disk.inject(nth, fault);
      auto log = open(disk);
      std::vector<std::string> states{""};
      uint64_t acknowledged = 0;
      for (uint64_t i = 1; i <= 9; ++i) {
        if (!log->save(save({entry(i, i)}, raft::HardState{Term{i}, {}, {}})).ok()) break;
        states.push_back(show(*log));
        acknowledged = i;
      }
      ASSERT_EQ(acknowledged, nth - 2);
      EXPECT_FALSE(log->save(save({entry(acknowledged + 1, 9)})).ok()) << "an error is final";
      disk.crash();
      log = open(disk);
      const auto kept = acknowledged + (fault == Fault::keep ? 1 : 0);
      EXPECT_EQ(log->last_index(), LogIndex{kept});
      EXPECT_EQ(log->state().hard_state.term, Term{kept});
      if (fault != Fault::keep) {
        EXPECT_EQ(show(*log), states[acknowledged]);
      }
    }
  }
}

}  // namespace
}  // namespace shoal::log
