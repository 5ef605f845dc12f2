#include "storage/archive/archive.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "storage/engine/memory_engine.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"
#include "storage/log/directory/version_file.hpp"
#include "storage/log/log_store.hpp"
#include "storage/store/testing.hpp"

namespace shoal::archive {
namespace {

namespace fs = std::filesystem;

class Archive : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "shoal-archive-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    auto content = state_.load();
    ASSERT_TRUE(content.ok());
    for (const auto& entry : store::testing::workload(7, 60)) write(entry);
    ASSERT_TRUE(state_.flush().ok());
  }
  void TearDown() override { fs::remove_all(directory_); }

  void write(const Bytes& entry) {
    ASSERT_TRUE(state_.write(store_.apply(store_.applied().next(), Term{3}, entry)).ok());
  }
  Result<Summary> save_now() {
    auto source = state_.export_snapshot();
    if (!source.ok()) return source.status();
    return save(**source, "c1", wall_from_unix_ns(9), path());
  }
  std::string path() const { return directory_ + "/snapshot"; }
  std::string read() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace(const std::string& bytes) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  }

  std::string directory_;
  engine::MemoryDisk disk_{engine::Durability::state};
  store::StateStore state_{disk_.open()};
  store::Store store_;
};

TEST_F(Archive, what_was_saved_verifies_and_says_what_is_in_it) {
  auto saved = save_now();
  ASSERT_TRUE(saved.ok()) << saved.status().to_string();
  auto verified = verify(path());
  ASSERT_TRUE(verified.ok()) << verified.status().to_string();
  EXPECT_EQ(verified->head, (Head{"c1", {LogIndex{60}, Term{3}}, wall_from_unix_ns(9)}));
  EXPECT_EQ(verified->objects, store_.snapshot().count(""));
  EXPECT_GT(verified->versions, verified->objects);
  EXPECT_EQ(verified->revision, store_.snapshot().revision());
  EXPECT_EQ(verified->state_hash, store_.state_hash());
  EXPECT_EQ(verified->bytes, fs::file_size(path()));
  EXPECT_EQ(saved->bytes, verified->bytes);
  struct stat facts {};
  ASSERT_EQ(::stat(path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(Archive, no_cut_and_no_flipped_bit_is_taken_for_a_snapshot) {
  ASSERT_TRUE(save_now().ok());
  const auto whole = read();
  for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 97) {
    replace(whole.substr(0, size));
    EXPECT_EQ(verify(path()).status().code(), Code::bad_request) << size;
  }
  for (size_t at = 0; at < whole.size(); at += 1 + whole.size() / 211) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    replace(flipped);
    EXPECT_FALSE(verify(path()).ok()) << at;
  }
  replace(whole + "x");
  EXPECT_EQ(verify(path()).status().code(), Code::bad_request);
  EXPECT_EQ(restore(path(), directory_ + "/data", MemberId{5}, {}).status().code(),
            Code::bad_request);
  EXPECT_FALSE(fs::exists(directory_ + "/data/state"));
}

TEST_F(Archive, nothing_is_overwritten_and_what_was_given_up_leaves_nothing) {
  ASSERT_TRUE(save_now().ok());
  EXPECT_EQ(save_now().status().code(), Code::conflict);
  fs::remove(path());
  {
    auto writer = Writer::create(path(), {"c1", {LogIndex{60}, Term{3}}, {}});
    ASSERT_TRUE(writer.ok());
    EXPECT_EQ((*writer)->add(Bytes::copy("no chunk")).code(), Code::bad_request);
    EXPECT_EQ((*writer)->finish().status().code(), Code::bad_request);
  }
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(Archive, restored_it_is_the_same_state_in_a_new_life) {
  ASSERT_TRUE(save_now().ok());
  const auto data = directory_ + "/data";
  auto restored = restore(path(), data, MemberId{5}, wall_from_unix_ns(1'000));
  ASSERT_TRUE(restored.ok()) << restored.status().to_string();
  EXPECT_EQ(restored->cluster_epoch, ClusterEpoch{2});
  EXPECT_EQ(restored->revision.value, store_.snapshot().revision().value + store::epoch_stride);

  store::StateStore state(*engine::open_rocks(data + "/state", engine::Durability::state));
  auto content = state.load();
  ASSERT_TRUE(content.ok()) << content.status().to_string();
  store::Store again;
  again.load(std::move(*content));
  EXPECT_EQ(again.snapshot().count(""), store_.snapshot().count(""));
  store_.snapshot().scan("", "", [&](const store::ObjectPtr& object) {
    auto other = again.snapshot().get(object->key);
    EXPECT_TRUE(other && other->body == object->body && other->revision == object->revision);
    return true;
  });
  EXPECT_EQ(again.window().horizon(), restored->revision) << "old watches cannot resume";
  auto log = *log::LogStore::open(*engine::open_rocks(data + "/log", engine::Durability::log), {6});
  EXPECT_EQ(log->state().member, MemberId{5});
  EXPECT_EQ(log->first_index(), again.applied().next());
  EXPECT_EQ(log->start_meta()->membership.voters, std::vector<MemberId>{MemberId{5}});
  EXPECT_EQ(restore(path(), data, MemberId{6}, {}).status().code(), Code::conflict);
}

TEST_F(Archive, a_directory_with_its_identity_founds_the_clusters_next_life) {
  ASSERT_TRUE(save_now().ok());
  const auto data = directory_ + "/data";
  ASSERT_TRUE(log::write_version(data, {"c1"}).ok());
  fs::create_directories(data + "/identity");
  std::ofstream(data + "/identity/founder") << "4";
  ASSERT_TRUE(restore(path(), data, MemberId{5}, {}).ok());
  std::string founder;
  std::ifstream(data + "/identity/founder") >> founder;
  EXPECT_EQ(founder, "5");
  fs::remove(path());
  auto saved = save_directory(data, wall_from_unix_ns(10), path());
  ASSERT_TRUE(saved.ok()) << saved.status().to_string();
  EXPECT_EQ(saved->head.cluster, "c1");
  EXPECT_EQ(saved->cluster_epoch, ClusterEpoch{2});
}

}  // namespace
}  // namespace shoal::archive
