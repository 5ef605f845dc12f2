#include "storage/engine/engine.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "schema/vocab/random.hpp"
#include "storage/engine/memory_engine.hpp"
#include "storage/engine/rocks/rocks_engine.hpp"

namespace shoal::engine {
namespace {

constexpr Family all_families[] = {Family::meta, Family::entries, Family::objects, Family::records};

std::string show(const Reader& reader) {
  std::string out;
  for (const auto family : all_families) {
    EXPECT_TRUE(reader
                    .scan(family, {},
                          [&](std::string_view key, std::string_view value) {
                            out += std::to_string(static_cast<int>(family)) + " " +
                                   std::string(key) + "=" + std::string(value) + "\n";
                            return true;
                          })
                    .ok());
  }
  return out;
}

WriteBatch random_batch(Random& random) {
  WriteBatch batch;
  for (auto left = 1 + random.below(5); left > 0; --left) {
    const auto family = all_families[random.below(families)];
    const std::string key(1 + random.below(2), static_cast<char>('a' + random.below(6)));
    switch (random.below(6)) {
      case 0:
        batch.remove(family, key);
        break;
      case 1:
        batch.remove_range(family, key, key + "~");
        break;
      default:
        batch.put(family, key, Bytes::copy(std::to_string(random.below(1000))));
    }
  }
  return batch;
}

class Rocks : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "shoal-engine-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name + "/db";
  }
  void TearDown() override {
    std::filesystem::remove_all(std::filesystem::path(directory_).parent_path());
  }
  std::unique_ptr<Engine> open(Durability durability) {
    auto opened = open_rocks(directory_, durability);
    EXPECT_TRUE(opened.ok()) << opened.status().to_string();
    return opened.ok() ? std::move(*opened) : nullptr;
  }
  std::string newest_wal() const {
    std::string newest;
    for (const auto& file : std::filesystem::directory_iterator(directory_))
      if (file.path().extension() == ".log") newest = std::max(newest, file.path().string());
    return newest;
  }
  std::string directory_;
};

TEST_F(Rocks, does_what_the_memory_model_does) {
  for (const auto durability : {Durability::log, Durability::state}) {
    Random random(7);
    MemoryDisk disk(durability);
    auto model = disk.open();
    auto rocks = open(durability);
    for (int step = 0; step < 120; ++step) {
      const auto batch = random_batch(random);
      ASSERT_TRUE(model->write(batch).ok());
      ASSERT_TRUE(rocks->write(batch).ok());
      if (step % 40 == 20) {
        ASSERT_TRUE(model->sync().ok());
        ASSERT_TRUE(rocks->sync().ok());
      }
      if (step % 40 == 30) {  // a process that ends without a goodbye
        rocks.reset();
        rocks = open(durability);
        model = disk.open();
      }
      ASSERT_EQ(show(*rocks), show(*model)) << "step " << step;
    }
    rocks.reset();
    std::filesystem::remove_all(directory_);
  }
}

TEST_F(Rocks, a_view_does_not_see_later_writes) {
  auto rocks = open(Durability::state);
  WriteBatch batch;
  batch.put(Family::objects, "a", Bytes::copy("1"));
  ASSERT_TRUE(rocks->write(batch).ok());
  auto view = rocks->view();
  WriteBatch later;
  later.put(Family::objects, "a", Bytes::copy("2"));
  ASSERT_TRUE(rocks->write(later).ok());
  EXPECT_EQ(show(*view), "2 a=1\n");
  EXPECT_EQ(show(*rocks), "2 a=2\n");
}

// Flips a bit in the middle of the largest file, behind the back of whoever has it open.
void damage_a_table(const std::string& directory) {
  std::filesystem::path victim;
  for (const auto& file : std::filesystem::directory_iterator(directory))
    if (file.path().extension() == ".sst" &&
        (victim.empty() || file.file_size() > std::filesystem::file_size(victim)))
      victim = file.path();
  std::fstream file(victim, std::ios::in | std::ios::out | std::ios::binary);
  const auto at = static_cast<std::streamoff>(std::filesystem::file_size(victim) / 3);
  file.seekg(at);
  const auto byte = static_cast<char>(file.get() ^ 0x40);
  file.seekp(at);
  file.put(byte);
}

TEST_F(Rocks, who_reads_through_finds_damage_under_what_was_read_before) {
  auto rocks = open(Durability::state);
  WriteBatch batch;
  for (int i = 100; i < 200; ++i)
    batch.put(Family::objects, std::to_string(i), Bytes::copy(std::string(1000, 'v')));
  ASSERT_TRUE(rocks->write(batch).ok());
  ASSERT_TRUE(rocks->sync().ok());
  const auto all = [](std::string_view, std::string_view) { return true; };
  ASSERT_TRUE(rocks->scan(Family::objects, {}, all).ok());  // as a start does: now it is cached
  ASSERT_TRUE(rocks->read_through(Family::objects, {}, all).ok());
  ASSERT_TRUE(rocks->scan(Family::objects, {}, all).ok());
  damage_a_table(directory_);
  EXPECT_TRUE(is_damaged(rocks->read_through(Family::objects, {}, all)));
}

TEST_F(Rocks, its_directory_is_private) {
  auto rocks = open(Durability::log);
  struct stat found;
  ASSERT_EQ(::stat(directory_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST_F(Rocks, a_torn_last_log_record_is_dropped_and_the_rest_kept) {
  auto rocks = open(Durability::log);
  for (const auto* key : {"a", "b", "c"}) {
    WriteBatch batch;
    batch.put(Family::entries, key, Bytes::copy(std::string(100, 'v')));
    ASSERT_TRUE(rocks->write(batch).ok());
  }
  rocks.reset();
  const auto wal = newest_wal();
  std::filesystem::resize_file(wal, std::filesystem::file_size(wal) - 30);
  rocks = open(Durability::log);
  ASSERT_NE(rocks, nullptr);
  EXPECT_TRUE((*rocks->get(Family::entries, "b")).has_value());
  EXPECT_FALSE((*rocks->get(Family::entries, "c")).has_value());
}

TEST_F(Rocks, damage_before_the_end_of_the_log_refuses_to_open) {
  auto rocks = open(Durability::log);
  for (const auto* key : {"a", "b", "c"}) {
    WriteBatch batch;
    batch.put(Family::entries, key, Bytes::copy(std::string(100, 'v')));
    ASSERT_TRUE(rocks->write(batch).ok());
  }
  rocks.reset();
  std::fstream wal(newest_wal(), std::ios::in | std::ios::out | std::ios::binary);
  wal.seekp(60);
  wal.put('!');
  wal.close();
  EXPECT_EQ(open_rocks(directory_, Durability::log).status().code(), Code::internal);
}

TEST(MemoryDisk, a_dropped_write_is_lost_with_all_that_followed) {
  MemoryDisk disk(Durability::log);
  disk.inject(2, Fault::drop);
  auto engine = disk.open();
  for (const auto* key : {"a", "b", "c"}) {
    WriteBatch batch;
    batch.put(Family::meta, key, Bytes::copy("1"));
    EXPECT_TRUE(engine->write(batch).ok());
  }
  disk.crash();
  EXPECT_EQ(show(*disk.open()), "0 a=1\n");
  EXPECT_FALSE(engine->write({}).ok()) << "an engine from before the crash is closed";
}

}  // namespace
}  // namespace shoal::engine
