// Every file of testdata/ is a story; its answers must be those that the code gives. REWRITE=1
// writes them anew, for review as a diff.
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

std::vector<std::string> stories() {
  std::vector<std::string> names;
  for (const auto& file : fs::directory_iterator("testdata"))
    if (file.path().extension() == ".txt") names.push_back(file.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read(const std::string& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(Stories, each_is_told_by_the_code_as_it_is_written) {
  const std::vector<std::string> names = stories();
  ASSERT_FALSE(names.empty());
  for (const std::string& name : names) {
    const std::string path = "testdata/" + name + ".txt";
    const std::string written = read(path);
    const std::string told = testing::play(written);
    EXPECT_EQ(told.find("VIOLATION"), std::string::npos) << name;
    if (std::getenv("REWRITE")) {
      std::ofstream(path) << told;
    } else {
      EXPECT_EQ(told, written) << name;
    }
  }
}

}  // namespace
}  // namespace shoal::raft
