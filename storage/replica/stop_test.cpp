// A graceful stop while the applier still has entries to apply.
#include <gtest/gtest.h>

#include <deque>

#include "storage/engine/memory_engine.hpp"
#include "storage/replica/disk.hpp"
#include "storage/store/testing.hpp"

namespace shoal::replica {
namespace {

using engine::Durability;
using engine::MemoryDisk;

// Leaves jobs waiting until as many are there as it was told, then does all in their order.
class Late final : public Executor {
 public:
  void post(std::function<void()> job) override {
    jobs_.push_back(std::move(job));
    if (jobs_.size() < due) return;
    due = 0;
    while (!jobs_.empty()) {
      auto next = std::move(jobs_.front());
      jobs_.pop_front();
      next();
    }
  }
  size_t due = 0;

 private:
  std::deque<std::function<void()>> jobs_;
};

TEST(Stop, what_is_flushed_last_comes_after_what_is_still_to_be_applied) {
  const auto entries = store::testing::workload(1, 8);
  MemoryDisk log(Durability::log), state(Durability::state);
  Late log_executor, apply_executor;
  DiskParts parts;
  parts.log = *log::LogStore::open(log.open(), MemberId{1});
  parts.state = std::make_unique<store::StateStore>(state.open());
  parts.log_executor = &log_executor;
  parts.apply_executor = &apply_executor;
  parts.on_applied = [](const store::Applied&) {};
  auto disk = *Disk::create(std::move(parts));
  disk->open(1, [](const Result<raft::Start>& start) { ASSERT_TRUE(start.ok()); });
  std::vector<raft::Entry> given;
  for (uint64_t i = 1; i <= entries.size(); ++i)
    given.push_back({{1}, {i}, raft::EntryKind::normal, entries[i - 1]});
  apply_executor.due = 2;
  disk->apply(1, given, {}, [](LogIndex) {});
  ASSERT_TRUE(disk->flush().ok());
  disk->close();
  EXPECT_FALSE(disk->flush().ok()) << "and nothing afterwards";
  state.crash();
  store::StateStore again(state.open());
  auto content = again.load();
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->applied, given.back().index);
}

}  // namespace
}  // namespace shoal::replica
