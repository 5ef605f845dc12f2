#include "node/runtime/log_format.hpp"

#include <gtest/gtest.h>

#include "node/runtime/runtime.hpp"

namespace shoal::runtime {
namespace {

constexpr WallTime at = WallTime(Duration(1'795'459'200'123'456'789));

TEST(LogFormat, times_are_written_and_read_back) {
  EXPECT_EQ(rfc3339_nano(WallTime()), "1970-01-01T00:00:00.000000000Z");
  EXPECT_EQ(rfc3339_nano(wall_from_unix_ns(951'827'696'000'000'001)),
            "2000-02-29T12:34:56.000000001Z");
  EXPECT_EQ(parse_rfc3339_nano(rfc3339_nano(at)), at);
  for (const char* bad :
       {"", "2026-11-23", "2026-13-01T00:00:00.000000000Z", "2026-02-30T00:00:00.000000000Z",
        "2026-01-01T24:00:00.000000000Z", "2026-01-01T00:00:00.00000000xZ"})
    EXPECT_FALSE(parse_rfc3339_nano(bad)) << bad;
}

TEST(LogFormat, an_entry_is_one_line) {
  std::string line;
  append_log_entry(line, {at, LogStream::err, true, "half"});
  EXPECT_EQ(line, rfc3339_nano(at) + " stderr P half\n");
  line.pop_back();
  auto entry = parse_log_entry(line);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->stream, LogStream::err);
  EXPECT_TRUE(entry->partial);
  EXPECT_EQ(entry->content, "half");
  for (size_t cut = 0; cut < 40; ++cut) EXPECT_FALSE(parse_log_entry(line.substr(0, cut)));
  line[31] = 'x';
  EXPECT_FALSE(parse_log_entry(line));
}

std::string split(std::initializer_list<std::string> pieces) {
  LogSplitter splitter(LogStream::out);
  std::string out, text;
  for (const std::string& piece : pieces) splitter.feed(piece, at, out);
  splitter.finish(at, out);
  for (size_t i = 0; i < out.size(); i = out.find('\n', i) + 1)
    text += out.substr(i + 38, out.find('\n', i) - i - 37);
  return text;
}

TEST(LogFormat, lines_are_cut_wherever_the_bytes_arrive) {
  EXPECT_EQ(split({"one\ntwo\n"}), "F one\nF two\n");
  EXPECT_EQ(split({"o", "ne", "\n", "two"}), "F one\nF two\n");
  EXPECT_EQ(split({"\n\n"}), "F \nF \n");
  EXPECT_EQ(split({""}), "");
}

TEST(LogFormat, a_long_line_becomes_parts_and_an_end) {
  std::string full(log_line_bytes_max, 'x');
  EXPECT_EQ(split({full + "yz\n"}), "P " + full + "\nF yz\n");
  EXPECT_EQ(split({full, "yz"}), "P " + full + "\nF yz\n");
  EXPECT_EQ(split({full.substr(1), "\n"}), "F " + full.substr(1) + "\n");
}

TEST(Checks, specs_from_outside_cannot_name_a_path_elsewhere) {
  EXPECT_TRUE(check_sandbox({.uid = "0f1e-22"}).ok());
  for (const char* uid : {"", "..", "a/b", ".hidden"})
    EXPECT_EQ(check_sandbox({.uid = uid}).code(), Code::invalid) << uid;
  ContainerSpec good;
  good.name = "app", good.command = {"true"}, good.log_path = "/var/log/x";
  EXPECT_EQ(check_container(good), Status());
  ContainerSpec bad = good;
  bad.mounts = {{"/a", "/b/../../etc"}};
  EXPECT_EQ(check_container(bad).code(), Code::invalid);
  bad = good, bad.command.clear();
  EXPECT_EQ(check_container(bad).code(), Code::invalid);
  bad = good, bad.env = {{"A=B", "c"}};
  EXPECT_EQ(check_container(bad).code(), Code::invalid);
}

}  // namespace
}  // namespace shoal::runtime
