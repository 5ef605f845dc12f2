// A disk whose replica is held before an entry, over engines in memory; jobs run at once.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/replica/skip.hpp"
#include "storage/replica/testing/at_once.hpp"

namespace shoal::replica {
namespace {

constexpr uint64_t generation = 1;

struct HeldDisk : ::testing::Test {
  HeldDisk() {
    std::string path = "/tmp/shoal-held-disk-XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    folder = path;
  }
  ~HeldDisk() override { std::filesystem::remove_all(folder); }

  void start() {
    disk.reset();
    auto log = log::LogStore::open(log_disk.open(), {1});
    ASSERT_TRUE(log.ok());
    DiskParts parts;
    parts.log = std::move(*log);
    parts.state = std::make_unique<store::StateStore>(state_disk.open());
    parts.log_executor = parts.apply_executor = &executor;
    parts.page = std::move(*ApplyPage::open(folder + "/apply.page", 1));
    parts.before_apply = [this](const raft::Entry& entry) { tried.push_back(entry.index); };
    parts.on_applied = [](const store::Applied&) {};
    parts.on_fault = [this](const Status& status) { fault = status; };
    auto made = Disk::create(std::move(parts));
    ASSERT_TRUE(made.ok()) << made.status().to_string();
    disk = std::move(*made);
    disk->open(generation, [](auto) {});
  }
  void blame(uint64_t index) {
    for (uint32_t i = 0; i < apply_deaths_max; ++i)
      (*ApplyPage::open(folder + "/apply.page", 1))->begin({index});
  }
  // Puts it behind the log's end, as a leader with this state does.
  raft::Entry append(const std::vector<log::Transaction>& transactions) {
    std::vector<Bytes> encoded;
    for (const auto& transaction : transactions) encoded.push_back(*log::encode(transaction));
    raft::Entry entry{{1},
                      disk->log().last_index().next(),
                      raft::EntryKind::normal,
                      *log::encode_entry(disk->store().snapshot().cluster_epoch(), {}, encoded)};
    disk->write(generation, raft::Save{++token, {}, {entry}, {}}, [](Status) {});
    return entry;
  }
  void apply(const raft::Entry& entry) {
    disk->apply(generation, {entry}, {}, [](LogIndex) {});
  }
  bool seek() {
    bool found = false;
    disk->seek_skip(generation, disk->log().last_index(), [&](bool there) { found = there; });
    return found;
  }
  // The state is of that life of the cluster; the first has no number.
  void live(uint64_t life) {
    for (uint64_t epoch = 1; epoch <= life; ++epoch) {
      const auto index = disk->log().last_index().next();
      raft::Entry entry{{1}, index, raft::EntryKind::normal, *log::encode_entry({epoch}, {}, {})};
      disk->write(generation, raft::Save{++token, {}, {entry}, {}}, [](Status) {});
      apply(entry);
    }
    ASSERT_TRUE(disk->flush().ok());
    ASSERT_EQ(disk->store().snapshot().cluster_epoch(), ClusterEpoch{life});
  }
  log::Transaction put(const std::string& key) {
    log::Transaction transaction;
    transaction.origin = {"node/n1", ++instance};
    transaction.sequence = {1};
    transaction.records.push_back(log::record::OriginOpen{"node/n1", instance});
    log::Write write;
    write.key = key;
    write.uid = "u";
    write.body = Bytes::copy("v");
    transaction.writes.push_back(write);
    return transaction;
  }
  bool holds(const std::string& key) { return disk->store().snapshot().get(key) != nullptr; }

  replica::testing::AtOnce executor;
  engine::MemoryDisk log_disk{engine::Durability::log};
  engine::MemoryDisk state_disk{engine::Durability::state};
  std::string folder;
  std::vector<LogIndex> tried;
  Status fault;
  raft::SaveToken token = 0;
  uint64_t instance = 0;
  std::unique_ptr<Disk> disk;
};

TEST_F(HeldDisk, goes_on_without_the_entry_once_the_log_skips_it) {
  start();
  const auto poison = append({put("/pods/a/poison")});
  blame(poison.index.value);
  start();
  EXPECT_EQ(disk->held_at(), poison.index);
  EXPECT_FALSE(seek());
  const auto other = append({put("/pods/a/other")}), skip = append({skip_of(poison.index)});
  EXPECT_TRUE(seek());
  EXPECT_EQ(disk->held_at(), LogIndex{});
  for (const auto& entry : {poison, other, skip}) apply(entry);
  EXPECT_TRUE(fault.ok()) << fault.to_string();
  EXPECT_FALSE(holds("/pods/a/poison"));
  EXPECT_TRUE(holds("/pods/a/other"));
  EXPECT_EQ(tried, (std::vector{other.index, skip.index}));
  EXPECT_TRUE(disk->store().snapshot().skipped(poison.index));
  ASSERT_TRUE(disk->flush().ok());
  start();
  EXPECT_EQ(disk->held_at(), LogIndex{}) << "it is behind, and nothing is blamed any more";
}

TEST_F(HeldDisk, finds_the_skip_in_the_first_life_of_a_cluster_and_in_a_later_one) {
  for (const uint64_t life : {0, 2}) {
    start();
    live(life);
    const auto poison = append({put("/pods/a/poison")});
    blame(poison.index.value);
    start();
    const auto skip = append({skip_of(poison.index)});
    EXPECT_TRUE(seek()) << life;
    for (const auto& entry : {poison, skip}) apply(entry);
    EXPECT_TRUE(disk->store().snapshot().skipped(poison.index)) << life;
    EXPECT_FALSE(holds("/pods/a/poison")) << life;
    ASSERT_TRUE(disk->flush().ok());
  }
}

TEST_F(HeldDisk, an_entry_that_is_in_the_state_is_blamed_for_nothing) {
  start();
  apply(append({put("/pods/a/p")}));
  ASSERT_TRUE(disk->flush().ok());
  blame(1);
  start();
  EXPECT_EQ(disk->held_at(), LogIndex{});
}

TEST_F(HeldDisk, a_state_with_what_the_cluster_skips_is_not_used_any_more) {
  start();
  apply(append({put("/pods/a/poison")}));
  ASSERT_TRUE(disk->flush().ok());
  apply(append({skip_of({1})}));
  EXPECT_TRUE(engine::is_damaged(fault)) << fault.to_string();
  const auto later = append({put("/pods/a/later")});
  apply(later);
  EXPECT_LT(disk->store().applied(), later.index);
  start();
  EXPECT_FALSE(disk->store().snapshot().skipped({1})) << "or it would not be seen again";
}

}  // namespace
}  // namespace shoal::replica
