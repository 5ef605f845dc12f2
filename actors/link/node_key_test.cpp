#include "actors/link/node_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace shoal {
namespace {

struct Directory {
  Directory() { path = ::mkdtemp(name); }
  ~Directory() { std::filesystem::remove_all(path); }
  char name[32] = "/tmp/shoal-key-XXXXXX";
  std::string path;
};

TEST(NodeKey, is_made_once_private_and_found_again) {
  Directory directory;
  auto made = load_or_make_node_key(directory.path);
  ASSERT_TRUE(made.ok()) << made.status().to_string();
  EXPECT_EQ(made->pin.size(), 32u);
  EXPECT_EQ(pin_text(made->pin).size(), 64u);
  struct stat facts {};
  ASSERT_EQ(::stat((directory.path + "/node.key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  auto found = load_or_make_node_key(directory.path);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->pin, made->pin);
  EXPECT_EQ(found->private_pem, made->private_pem);
  EXPECT_NE(make_node_key()->pin, made->pin);
}

TEST(NodeKey, a_key_whose_certificate_is_gone_is_not_replaced_in_silence) {
  Directory directory;
  ASSERT_TRUE(load_or_make_node_key(directory.path).ok());
  std::filesystem::remove(directory.path + "/node.crt");
  EXPECT_EQ(load_or_make_node_key(directory.path).status().code(), Code::internal);
  std::ofstream(directory.path + "/node.crt") << "not a certificate";
  EXPECT_EQ(load_or_make_node_key(directory.path).status().code(), Code::internal);
}

}  // namespace
}  // namespace shoal
