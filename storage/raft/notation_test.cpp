// Every file of testdata/ is a story and a test of its name; its answers must be those that the
// code gives. REWRITE=1 writes them anew, for review as a diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "storage/raft/testing/notation.hpp"

namespace shoal::raft {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

class Story : public ::testing::Test {
 public:
  explicit Story(std::string path) : path_(std::move(path)) {}
  void TestBody() override {
    const std::string written = read(path_);
    const std::string told = shoal::raft::testing::play(written);
    EXPECT_EQ(told.find("VIOLATION"), std::string::npos);
    if (std::getenv("REWRITE")) {
      std::ofstream(path_) << told;
    } else {
      EXPECT_EQ(told, written);
    }
  }

 private:
  std::string path_;
};

size_t register_stories() {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& file : fs::directory_iterator("testdata", missing))
    if (file.path().extension() == ".txt") names.push_back(file.path().stem().string());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const std::string path = "testdata/" + name + ".txt";
    ::testing::RegisterTest("Raft", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [path]() -> ::testing::Test* { return new Story(path); });
  }
  return names.size();
}

const size_t stories = register_stories();

TEST(Stories, are_found_beside_their_test) {
  EXPECT_GT(stories, 40u);
}

}  // namespace
}  // namespace shoal::raft
