#include "storage/engine/measured/measured_engine.hpp"

#include <gtest/gtest.h>

#include "storage/engine/memory_engine.hpp"

namespace shoal::engine {
namespace {

// Every look at it is a millisecond later.
class RisingClock final : public Clock {
 public:
  MonoTime mono() const override { return MonoTime(std::chrono::milliseconds(++now_)); }
  WallTime wall() const override { return {}; }

 private:
  mutable int now_ = 0;
};

TEST(MeasuredEngine, counts_and_times_what_the_engine_inside_does) {
  metrics::Registry registry;
  RisingClock clock;
  auto& writes = registry.histogram("write_seconds", "", metrics::disk_seconds);
  auto& bytes = registry.counter("write_bytes_total", "");
  auto& syncs = registry.histogram("sync_seconds", "", metrics::disk_seconds);
  MemoryDisk disk(Durability::state);
  auto engine = measure(disk.open(), {&writes, &bytes, &syncs}, clock);
  WriteBatch batch;
  batch.put(Family::objects, "key", Bytes::copy("value"));
  ASSERT_TRUE(engine->write(batch).ok());
  ASSERT_TRUE(engine->sync().ok());
  EXPECT_EQ(engine->get(Family::objects, "key")->value().view(), "value");
  EXPECT_EQ(writes.count(), 1u);
  EXPECT_DOUBLE_EQ(writes.sum(), 0.001);
  EXPECT_EQ(bytes.value(), 8u);
  EXPECT_EQ(syncs.count(), 1u);
}

}  // namespace
}  // namespace shoal::engine
