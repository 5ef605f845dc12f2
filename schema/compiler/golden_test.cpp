// testdata/sample.capnp through the compiler, against the files beside it. REWRITE=1 writes them
// anew; the diff is what gets reviewed.

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "schema/compiler/emit.hpp"
#include "schema/compiler/lock.hpp"
#include "schema/compiler/names.hpp"
#include "schema/compiler/read_request.hpp"

namespace shoal::schema::compiler {
namespace {

std::vector<FileModel> sample() {
  int fd = open(SHOAL_SAMPLE_REQUEST, O_RDONLY | O_CLOEXEC);
  capnp::StreamFdMessageReader message{kj::AutoCloseFd(fd)};
  return read_request(message.getRoot<capnp::schema::CodeGeneratorRequest>()).value();
}

void expect_golden(const std::string& name, const std::string& text) {
  std::string path = "testdata/" + name;
  if (getenv("REWRITE")) std::ofstream(path) << text;
  std::ifstream in(path);
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {})) << path;
}

TEST(Golden, a_struct_of_every_shape_becomes_plain_members) {
  expect_golden("sample.hpp.txt", emit_header(sample().front()));
}

TEST(Golden, its_tables_hold_every_annotation_and_the_place_in_the_message) {
  expect_golden("sample.cpp.txt", emit_tables(sample().front()));
}

TEST(Golden, its_lock_names_each_field_once) {
  expect_golden("sample.lock.txt", lock_text(sample()));
}

TEST(Lock, the_same_layout_passes_and_a_new_field_only_grows_it) {
  std::string current = lock_text(sample());
  EXPECT_TRUE(check_lock(current, current).faults.empty());
  EXPECT_FALSE(check_lock(current, current).grown);
  auto grown = check_lock("# empty\n", current);
  EXPECT_TRUE(grown.faults.empty());
  EXPECT_TRUE(grown.grown);
}

TEST(Lock, a_removed_or_moved_field_is_named_with_its_remedy) {
  auto check = check_lock("a.B.gone @0 text\na.B.moved @1 text\n", "a.B.moved @2 text\n");
  ASSERT_EQ(check.faults.size(), 2u);
  EXPECT_NE(check.faults[0].find("a.B.gone is gone"), std::string::npos);
  EXPECT_NE(check.faults[0].find("Put it back"), std::string::npos);
  EXPECT_NE(check.faults[1].find("a.B.moved was `@1 text` and is now `@2 text`"),
            std::string::npos);
  EXPECT_NE(check.faults[1].find("give it its old ordinal"), std::string::npos);
}

TEST(Names, what_cpp_claims_gets_an_underscore) {
  EXPECT_EQ(member_name("namespace"), "namespace_");
  EXPECT_EQ(member_name("template"), "template_");
  EXPECT_EQ(member_name("stdin"), "stdin_");
  EXPECT_EQ(member_name("podIP"), "podIP");
  EXPECT_EQ(member_name("x-y"), "x_y");
  EXPECT_EQ(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\n\"");
}

}  // namespace
}  // namespace shoal::schema::compiler
