#include "storage/engine/fault/fault_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "storage/engine/memory_engine.hpp"

namespace shoal::engine {
namespace {

class FaultFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "shoal-fault-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    engine_ = follow_fault_file(disk_.open(), path());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string path() const { return directory_ + "/log-fault"; }
  void ask_for(std::string_view fault) {
    std::ofstream(path() + ".new") << fault << "\n";
    std::filesystem::rename(path() + ".new", path());
  }
  Status put(const std::string& key) {
    WriteBatch batch;
    batch.put(Family::meta, key, Bytes::copy("v"));
    return engine_->write(batch);
  }
  bool holds(const std::string& key) { return engine_->get(Family::meta, key)->has_value(); }

  MemoryDisk disk_{Durability::log};
  std::string directory_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(FaultFile, without_a_file_the_disk_is_healthy) {
  EXPECT_TRUE(put("a").ok());
  ask_for("");
  EXPECT_TRUE(put("b").ok());
  ask_for("hangs perhaps");
  EXPECT_TRUE(put("c").ok());
}

TEST_F(FaultFile, a_hang_lasts_until_the_file_says_otherwise) {
  ask_for("hang");
  auto written = std::async(std::launch::async, [&] { return put("a").ok(); });
  EXPECT_EQ(written.wait_for(4 * fault_poll), std::future_status::timeout);
  EXPECT_FALSE(holds("a"));
  std::filesystem::remove(path());
  EXPECT_TRUE(written.get());
  EXPECT_TRUE(holds("a"));
}

TEST_F(FaultFile, an_error_is_final_also_when_the_fault_is_gone) {
  ask_for("full");
  EXPECT_EQ(put("a").code(), Code::too_many_requests);
  std::filesystem::remove(path());
  EXPECT_EQ(put("b").code(), Code::too_many_requests);
  EXPECT_FALSE(holds("a") || holds("b"));
  engine_ = follow_fault_file(disk_.open(), path());
  EXPECT_TRUE(put("b").ok());
  ask_for("fail");
  EXPECT_EQ(engine_->sync().code(), Code::internal);
}

TEST(DiskFault, any_text_is_a_fault_or_none) {
  EXPECT_EQ(parse_fault("slow 20\n").slow, std::chrono::milliseconds(20));
  EXPECT_EQ(parse_fault("slow 99999999").slow, slow_max);
  for (const char* text : {"slow", "slow x", "slow -1", "slow 1x", "Hang", "\xff", ""})
    EXPECT_EQ(parse_fault(text).kind, DiskFault::Kind::none) << text;
}

}  // namespace
}  // namespace shoal::engine
