#include "node/shim/host/log_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace shoal::runtime {
namespace {

class LogFiles : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(dir_); }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  void write(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }
  std::string dir_ = "/tmp/shoal-log-files-" + std::to_string(getpid());
  std::string path_ = dir_ + "/0.log";
};

TEST_F(LogFiles, a_full_file_is_named_by_where_it_begins) {
  write("one\n");
  ASSERT_TRUE(rotate_log(path_));
  write("three\n");
  ASSERT_TRUE(rotate_log(path_));
  auto full = full_log_files(path_);
  ASSERT_EQ(full.size(), 2u);
  EXPECT_EQ(full[0].begin, 0u);
  EXPECT_EQ(full[1].begin, 4u);
  EXPECT_EQ(full[1].end, 10u);
  EXPECT_FALSE(rotate_log(path_)) << "there is no growing file now";
}

TEST_F(LogFiles, only_the_newest_are_kept_and_offsets_go_on) {
  for (int i = 0; i < 9; ++i) {
    write("line\n");
    ASSERT_TRUE(rotate_log(path_));
  }
  auto full = full_log_files(path_);
  ASSERT_EQ(full.size(), log_files_max - 1);
  EXPECT_EQ(full.back().end, 45u);
  EXPECT_EQ(full.front().begin, 25u);
}

TEST_F(LogFiles, other_names_in_the_folder_are_left_alone) {
  std::ofstream(dir_ + "/10.log.5") << "x";
  std::ofstream(path_ + ".gz") << "x";
  std::ofstream(path_ + ".") << "x";
  EXPECT_TRUE(full_log_files(path_).empty());
}

}  // namespace
}  // namespace shoal::runtime
