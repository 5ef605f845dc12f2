#include "node/agent/volumes/volume_writer.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace shoal::agent {
namespace {

namespace fs = std::filesystem;

class Volumes : public testing::Test {
 protected:
  void SetUp() override { dir_ = "/tmp/shoal-volumes-test-" + std::to_string(getpid()); }
  void TearDown() override { fs::remove_all(dir_); }
  Status write(std::vector<VolumeFile> files) {
    VolumePlan plan;
    plan.kind = VolumePlan::Kind::files;
    plan.name = "v";
    plan.files = std::move(files);
    return write_volumes({plan}, dir_);
  }
  std::string read(const std::string& name) const {
    std::ifstream in(dir_ + "/volumes/v/" + name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string version() const { return fs::read_symlink(dir_ + "/volumes/v/..data"); }
  std::string dir_;
};

TEST_F(Volumes, files_have_their_modes_and_stand_behind_links) {
  ASSERT_TRUE(write({{"a", "one", 0400}, {"d/b", "two", 0640}}).ok());
  EXPECT_EQ(read("a"), "one");
  EXPECT_EQ(read("d/b"), "two");
  struct stat facts {};
  ASSERT_EQ(stat((dir_ + "/volumes/v/a").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0400u);
  EXPECT_TRUE(fs::is_symlink(dir_ + "/volumes/v/a"));
}

TEST_F(Volumes, a_change_replaces_all_files_at_once_and_leaves_nothing_old) {
  ASSERT_TRUE(write({{"a", "one"}, {"b", "two"}}).ok());
  std::string before = version();
  ASSERT_TRUE(write({{"a", "one"}, {"b", "two"}}).ok());
  EXPECT_EQ(version(), before) << "nothing new is no change";
  ASSERT_TRUE(write({{"a", "three"}}).ok());
  EXPECT_NE(version(), before);
  EXPECT_EQ(read("a"), "three");
  EXPECT_FALSE(fs::exists(dir_ + "/volumes/v/b"));
  EXPECT_FALSE(fs::exists(dir_ + "/volumes/v/" + before));
}

TEST_F(Volumes, what_a_death_left_half_written_is_in_nobodys_way) {
  ASSERT_TRUE(write({{"a", "one"}}).ok());
  fs::create_directories(dir_ + "/volumes/v/..v2/a");
  fs::create_symlink("nowhere", dir_ + "/volumes/v/..data_tmp");
  ASSERT_TRUE(write({{"a", "two"}}).ok());
  EXPECT_EQ(read("a"), "two");
}

TEST_F(Volumes, an_empty_folder_keeps_what_a_container_wrote) {
  VolumePlan plan;
  plan.name = "scratch";
  ASSERT_TRUE(write_volumes({plan}, dir_).ok());
  std::ofstream(dir_ + "/volumes/scratch/file") << "kept";
  ASSERT_TRUE(write_volumes({plan}, dir_).ok());
  EXPECT_TRUE(fs::exists(dir_ + "/volumes/scratch/file"));
}

TEST_F(Volumes, a_host_path_must_be_what_it_claims) {
  VolumePlan plan;
  plan.kind = VolumePlan::Kind::host_path;
  plan.name = "h";
  plan.host_path = "/etc/passwd";
  plan.host_path_type = "Directory";
  EXPECT_EQ(write_volumes({plan}, dir_).message(),
            "volume \"h\": hostPath type check failed: /etc/passwd is not a directory");
}

TEST_F(Volumes, the_folder_goes_without_following_links_out_of_it) {
  fs::create_directories(dir_ + "/pod/volumes");
  fs::create_directories(dir_ + "/outside");
  std::ofstream(dir_ + "/outside/file") << "kept";
  fs::create_symlink(dir_ + "/outside", dir_ + "/pod/volumes/link");
  remove_pod_folder(dir_ + "/pod");
  EXPECT_FALSE(fs::exists(dir_ + "/pod"));
  EXPECT_TRUE(fs::exists(dir_ + "/outside/file"));
}

}  // namespace
}  // namespace shoal::agent
