#include "storage/log/directory/version_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace shoal::log {
namespace {

class VersionFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "shoal-version-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
};

TEST_F(VersionFile, a_new_directory_becomes_the_clusters_and_private) {
  const auto data = directory_ + "/data";
  ASSERT_TRUE(claim_directory(data, "abc").ok());
  ASSERT_TRUE(claim_directory(data, "abc").ok());
  struct stat found;
  ASSERT_EQ(::stat((data + "/VERSION").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(data.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST_F(VersionFile, another_clusters_directory_is_refused) {
  ASSERT_TRUE(claim_directory(directory_, "abc").ok());
  const auto status = claim_directory(directory_, "def");
  EXPECT_EQ(status.code(), Code::forbidden);
  EXPECT_NE(status.message().find("belongs to cluster abc"), std::string::npos);
}

TEST_F(VersionFile, a_newer_format_is_refused) {
  ASSERT_TRUE(write_version(directory_, {"abc", directory_format_level + 1}).ok());
  const auto status = claim_directory(directory_, "abc");
  EXPECT_EQ(status.code(), Code::forbidden);
  EXPECT_NE(status.message().find("newer shoald"), std::string::npos);
}

TEST_F(VersionFile, a_cluster_that_rose_is_opened_only_by_who_knows_its_level) {
  EXPECT_TRUE(check_directory(directory_, {1, 1}).ok()) << "nobody's yet";
  EXPECT_TRUE(note_level(directory_, 2).ok());
  EXPECT_FALSE(*read_version(directory_)) << "and so it stays";
  ASSERT_TRUE(claim_directory(directory_, "abc").ok());
  EXPECT_TRUE(check_directory(directory_, {1, 1}).ok());
  ASSERT_TRUE(note_level(directory_, 2).ok());
  ASSERT_TRUE(note_level(directory_, 1).ok());
  EXPECT_EQ((*read_version(directory_))->level, 2u) << "it never falls";
  EXPECT_TRUE(check_directory(directory_, {1, 2}).ok());
  const auto status = check_directory(directory_, {1, 1});
  EXPECT_EQ(status.code(), Code::forbidden);
  EXPECT_EQ(status.message(), directory_ + ": " + check_level(2, {1, 1}).message());
  ASSERT_TRUE(claim_directory(directory_, "abc").ok());
}

TEST_F(VersionFile, a_newer_format_is_refused_before_anything_is_opened) {
  ASSERT_TRUE(write_version(directory_, {"abc", directory_format_level + 1}).ok());
  EXPECT_EQ(check_directory(directory_, {}).code(), Code::forbidden);
}

TEST(Version, text_that_is_not_a_version_is_refused) {
  EXPECT_EQ(parse_version("cluster a\nformat 1\n")->level, 1u);
  EXPECT_EQ(parse_version("cluster a\nformat 1\nlevel 7\n")->level, 7u);
  for (const auto* text :
       {"", "cluster a\n", "cluster a\nformat x\n", "cluster \nformat 1\n", "cluster a\nformat 1",
        "cluster a\nformat 99999999999\n", "cluster a\nformat 1\n\n",
        "cluster a\nformat 1\nlevel \n", "cluster a\nformat 1\nlevel 2\nlevel 2\n"})
    EXPECT_FALSE(parse_version(text).ok()) << text;
}

}  // namespace
}  // namespace shoal::log
