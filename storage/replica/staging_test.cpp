// Snapshots that come in while another one waits to be installed.
#include <gtest/gtest.h>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/testing/at_once.hpp"
#include "storage/store/testing.hpp"

namespace shoal::replica {
namespace {

using engine::Durability;
using engine::MemoryDisk;

raft::SnapshotMeta meta_at(uint64_t index) {
  raft::SnapshotMeta meta{{index}, {1}, {}, {1}};
  meta.membership.voters = {{1}, {2}, {3}};
  return meta;
}

// The only part of a snapshot of the workload's first entries.
Bytes part_at(uint64_t index) {
  MemoryDisk disk(Durability::state);
  store::StateStore from(disk.open());
  store::Store applied;
  for (const auto& entry : store::testing::workload(1, index))
    EXPECT_TRUE(from.write(applied.apply(applied.applied().next(), Term{1}, entry)).ok());
  return *(*from.export_snapshot())->chunk(0);
}

struct Staging : ::testing::Test {
  Staging() {
    DiskParts parts;
    parts.log = *log::LogStore::open(log.open(), MemberId{1});
    parts.state = std::make_unique<store::StateStore>(state.open());
    parts.log_executor = parts.apply_executor = &now;
    parts.on_applied = [](const store::Applied&) {};
    disk = *Disk::create(std::move(parts));
    disk->open(1, [](const auto& start) { ASSERT_TRUE(start.ok()); });
  }
  Status stage(uint64_t source, uint64_t index, const Bytes& part, uint64_t number = 0) {
    return disk->stage(MemberId{source}, meta_at(index), number, part);
  }
  Status install(uint64_t index) {
    raft::Save save;
    save.token = index;
    save.snapshot = meta_at(index);
    Status outcome(Code::internal, "it never ended");
    disk->write(1, save, [&](Status status) { outcome = std::move(status); });
    return outcome;
  }

  MemoryDisk log{Durability::log}, state{Durability::state};
  replica::testing::AtOnce now;
  std::unique_ptr<Disk> disk;
};

TEST_F(Staging, what_raft_decided_to_install_stays_while_another_comes_in) {
  ASSERT_TRUE(stage(2, 8, part_at(8)).ok());
  ASSERT_TRUE(disk->staged(meta_at(8)));
  EXPECT_EQ(stage(3, 20, Bytes::copy("not yet all")).code(), Code::bad_request);
  EXPECT_EQ(disk->receiving_from(), MemberId{3});
  EXPECT_TRUE(stage(2, 8, part_at(8), 1).ok()) << "said again of what is whole";
  ASSERT_TRUE(install(8).ok());
  EXPECT_EQ(disk->store().applied(), LogIndex{8});
  EXPECT_FALSE(disk->staged(meta_at(8)));
  ASSERT_TRUE(stage(3, 20, part_at(20)).ok()) << "and so does the other one";
  ASSERT_TRUE(install(20).ok());
  EXPECT_EQ(disk->store().applied(), LogIndex{20});
}

TEST_F(Staging, what_raft_has_passed_is_dropped) {
  ASSERT_TRUE(stage(2, 8, part_at(8)).ok());
  const auto entries = store::testing::workload(1, 8);
  for (uint64_t i = 1; i <= 8; ++i) {
    EXPECT_TRUE(disk->staged(meta_at(8))) << i;
    disk->apply(1, {{{1}, {i}, raft::EntryKind::normal, entries[i - 1]}}, {}, [](LogIndex) {});
  }
  EXPECT_FALSE(disk->staged(meta_at(8)));
  EXPECT_EQ(disk->receiving_from(), MemberId{});
}

}  // namespace
}  // namespace shoal::replica
