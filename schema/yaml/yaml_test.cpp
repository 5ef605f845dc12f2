#include <gtest/gtest.h>

#include "schema/json/writer.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::yaml {
namespace {

std::string read(std::string_view text, const Limits& limits = {}) {
  auto value = parse(text, limits);
  return value ? json::print(*value) : "refused: " + value.status().message();
}

TEST(Yaml, maps_lists_and_text_become_json) {
  EXPECT_EQ(
      read("kind: Pod\nmetadata:\n  name: a\nspec:\n  args: [x, 'y']\n  list:\n  - 1\n  - b: |\n"
           "      two\n      lines\n"),
      R"({"kind":"Pod","metadata":{"name":"a"},"spec":{"args":["x","y"],"list":[1,{"b":"two\nlines\n"}]}})");
}

TEST(Yaml, json_is_yaml) {
  EXPECT_EQ(read(R"({"a":[1,"x",null,true],"b":{}})"), R"({"a":[1,"x",null,true],"b":{}})");
}

TEST(Yaml, plain_scalars_mean_what_yaml_1_1_says_and_quoted_ones_are_text) {
  const std::pair<const char*, const char*> cases[] = {{"yes", "true"},
                                                       {"Off", "false"},
                                                       {"y", "true"},
                                                       {"~", "null"},
                                                       {"", "null"},
                                                       {"12", "12"},
                                                       {"-7", "-7"},
                                                       {"+7", "7"},
                                                       {"0x1F", "31"},
                                                       {"0755", "493"},
                                                       {"0o17", "15"},
                                                       {"0b101", "5"},
                                                       {"1_000", "1000"},
                                                       {"1.5", "1.5"},
                                                       {".5", "0.5"},
                                                       {"1e3", "1000"},
                                                       {"1.2.3", "\"1.2.3\""},
                                                       {"08", "8"},
                                                       {"\"yes\"", "\"yes\""},
                                                       {"'12'", "\"12\""},
                                                       {"100m", "\"100m\""},
                                                       {"1Gi", "\"1Gi\""},
                                                       {"!!str 12", "\"12\""},
                                                       {"!!int '12'", "12"},
                                                       {"2026-01-02", "\"2026-01-02\""}};
  for (auto [text, json] : cases) {
    EXPECT_EQ(read(std::string("a: ") + text), std::string("{\"a\":") + json + "}") << text;
  }
  EXPECT_EQ(plain_scalar("9223372036854775808").kind(), json::Kind::number);
  EXPECT_EQ(plain_scalar("-9223372036854775808").integer(), INT64_MIN);
}

TEST(Yaml, keys_are_written_out) {
  EXPECT_EQ(read("1: a\ntrue: b\nnull: c\n"), R"({"1":"a","true":"b","null":"c"})");
  EXPECT_EQ(read("? [a]\n: b\n"), "refused: yaml: line 1: invalid map key: a list or a map");
}

TEST(Yaml, aliases_and_merge_keys_are_expanded) {
  EXPECT_EQ(read("a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: *x\n  c: 3\n"),
            R"({"a":{"b":1,"c":2},"d":{"b":1,"c":2},"e":{"c":3,"b":1}})");
  EXPECT_TRUE(read("a: *nope\n").starts_with("refused: yaml: line 1:"));
  EXPECT_TRUE(read("a: &x [*x]\n").starts_with("refused: yaml: line 1:"));
}

TEST(Yaml, expansion_is_bounded) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    text += name + ": &" + name + " [" + last;
    for (int k = 0; k < 9; ++k) text += "," + last;
    text += "]\n";
  }
  EXPECT_NE(read(text).find("document contains excessive aliasing"), std::string::npos);
}

TEST(Yaml, long_text_counts_by_its_length_when_it_is_repeated) {
  std::string text = "a: &a " + std::string(100'000, 'x') + "\nb: [";
  for (int i = 0; i < 1000; ++i) text += "*a,";
  EXPECT_NE(read(text + "]\n").find("document contains excessive aliasing"), std::string::npos);
}

TEST(Yaml, depth_and_size_are_bounded) {
  EXPECT_NE(read(std::string(101, '[') + std::string(101, ']')).find("nested too deep"),
            std::string::npos);
  EXPECT_EQ(parse("abc", {.size_max_bytes = 2}).status().code(), Code::too_large);
}

TEST(Yaml, documents_are_separated_and_empty_ones_left_out) {
  const auto all = parse_all("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n");
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(json::print(all->at(1)), R"({"b":2})");
  EXPECT_EQ(read(""), "null");
  EXPECT_EQ(read("a: 1\n---\nb: 2\n"), "refused: yaml: more than one document");
}

TEST(Yaml, bytes_that_are_no_text_are_refused) {
  EXPECT_EQ(read("a: 1\nb: x\xffy\n"), "refused: yaml: line 2: text is not valid UTF-8");
  EXPECT_EQ(read("\xc3\x28: 1\n"), "refused: yaml: line 1: text is not valid UTF-8");
}

TEST(Yaml, faults_name_their_line) {
  EXPECT_EQ(read("a: 1\nb: 2\na: 3\n"), "refused: yaml: line 3: key \"a\" already set in map");
  EXPECT_TRUE(read("a: b: c\n").starts_with("refused: yaml: line 1:"));
  EXPECT_TRUE(read("\"unclosed").starts_with("refused: yaml: line"));
  EXPECT_TRUE(read("a: [1, 2").starts_with("refused: yaml: line"));
}

}  // namespace
}  // namespace shoal::yaml
