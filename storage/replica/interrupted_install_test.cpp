// A death between the two halves of the installation of a snapshot: the state was replaced, the log
// not yet.
#include <gtest/gtest.h>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/testing/at_once.hpp"
#include "storage/store/testing.hpp"

namespace shoal::replica {
namespace {

using engine::Durability;
using engine::MemoryDisk;

struct Machine {
  MemoryDisk log{Durability::log}, state{Durability::state};
  replica::testing::AtOnce now;

  // A log to `last` of term 1, of which little was known to be committed.
  void write_log(uint64_t last) {
    auto store = *log::LogStore::open(log.open(), MemberId{1});
    raft::Save save;
    save.token = 1;
    save.hard_state = raft::HardState{{2}, {}, {1}};
    for (uint64_t i = 1; i <= last; ++i)
      save.entries.push_back({{1}, {i}, raft::EntryKind::normal, Bytes::copy("overruled")});
    ASSERT_TRUE(store->save(save).ok());
  }
  // The first half of an install, with the note that goes before it.
  void replace_state(const raft::SnapshotMeta& meta) {
    auto store = *log::LogStore::open(log.open(), MemberId{1});
    ASSERT_TRUE(store->expect_snapshot(meta).ok());
    MemoryDisk other(Durability::state);
    store::StateStore from(other.open());
    store::Store applied;
    for (const auto& entry : store::testing::workload(1, meta.index.value))
      ASSERT_TRUE(from.write(applied.apply(applied.applied().next(), meta.term, entry)).ok());
    auto source = *from.export_snapshot();
    store::StateStore to(state.open());
    auto sink = *to.begin_import(source->head());
    for (uint64_t number = 0; !sink->complete(); ++number)
      ASSERT_TRUE(sink->add(number, *source->chunk(number)).ok());
    ASSERT_TRUE(to.finish_import(std::move(sink)).ok());
  }
  Result<std::unique_ptr<Disk>> start() {
    log.crash();
    state.crash();
    DiskParts parts;
    SHOAL_ASSIGN(parts.log, log::LogStore::open(log.open(), MemberId{1}));
    parts.state = std::make_unique<store::StateStore>(state.open());
    parts.log_executor = parts.apply_executor = &now;
    parts.on_applied = [](const store::Applied&) {};
    return Disk::create(std::move(parts));
  }
};

// Entries of the old log at or below the snapshot would count as committed, and votes would be
// given for a log that ends in another term.
void check_log_after(uint64_t old_last) {
  SCOPED_TRACE("the old log ends at " + std::to_string(old_last));
  Machine machine;
  machine.write_log(old_last);
  raft::SnapshotMeta meta{{8}, {2}, {}, {3}};
  meta.membership.voters = {{1}, {2}, {3}};
  machine.replace_state(meta);
  for (int start = 1; start <= 2; ++start) {  // and so it stays
    auto disk = machine.start();
    ASSERT_TRUE(disk.ok()) << disk.status().to_string();
    const auto& log = (*disk)->log();
    EXPECT_EQ((*disk)->store().applied(), meta.index);
    EXPECT_EQ(log.last_index(), meta.index);
    EXPECT_EQ(log.term(meta.index), meta.term);
    EXPECT_EQ(log.start_meta(), meta);
  }
}

TEST(InterruptedInstall, the_log_follows_the_state_wherever_it_ended) {
  for (const uint64_t old_last : {3, 8, 20}) check_log_after(old_last);
}

}  // namespace
}  // namespace shoal::replica
