#include <gtest/gtest.h>

#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"

namespace shoal::json {
namespace {

std::string reprint(std::string_view text) {
  auto tree = parse(text);
  return tree ? print(*tree) : "refused: " + tree.status().message();
}

TEST(Json, prints_what_it_read) {
  for (const char* text :
       {"null", "true", "-7", "9223372036854775807", "-9223372036854775808", "0.5", "\"a\"", "[]",
        "{}", R"([1,[2,{"b":null,"a":[]}]])", R"({"z":1,"a":"\n\t\"\\\u0001\u2028é𝄞"})"}) {
    EXPECT_EQ(reprint(text), text);
  }
}

TEST(Json, numbers_print_as_go_prints_them) {
  EXPECT_EQ(reprint("[1.0,-0.25,12.5,1e2,1e21,1e-7,123456789012345680000,1.5e300,0.000001,1e-10]"),
            "[1,-0.25,12.5,100,1e+21,1e-7,123456789012345680000,1.5e+300,0.000001,1e-10]");
}

TEST(Json, a_negative_zero_reads_back_as_it_was_printed) {
  EXPECT_EQ(reprint("[-0.0,-0]"), "[0,0]");
}

TEST(Json, a_number_above_int64_becomes_a_double) {
  EXPECT_EQ(parse("18446744073709551615")->kind(), Kind::number);
  EXPECT_EQ(parse("9007199254740993")->integer(), 9007199254740993);
}

TEST(Json, beside_a_number_of_more_than_64_bits_others_stay_integers) {
  EXPECT_EQ(reprint("[-123456789012345680000,7645388292990580999,-9223372036854775808]"),
            "[-123456789012345680000,7645388292990580999,-9223372036854775808]");
}

TEST(Json, a_repeated_key_keeps_its_place_and_the_last_value) {
  std::vector<std::string> duplicates;
  auto tree = parse(R"({"a":{"x":1,"y":2,"x":3},"l":[{"k":1,"k":2}]})", {}, &duplicates);
  EXPECT_EQ(print(*tree), R"({"a":{"x":3,"y":2},"l":[{"k":2}]})");
  EXPECT_EQ(duplicates, (std::vector<std::string>{"a.x", "l[0].k"}));
}

TEST(Json, repeated_keys_are_found_among_many) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  std::vector<std::string> duplicates;
  auto tree = parse(text + "\"k50\":2}", {}, &duplicates);
  EXPECT_EQ(tree->members().size(), 100u);
  EXPECT_EQ(tree->members()[50].value.integer(), 2);
  EXPECT_EQ(duplicates, std::vector<std::string>{"k50"});
}

TEST(Json, faults_are_worded_as_go_words_them) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "unexpected end of JSON input"},
      {"{", "unexpected end of JSON input"},
      {"{nope", "invalid character 'n' looking for beginning of object key string"},
      {"{}x", "invalid character 'x' after top-level value"},
      {"\x1f\x8b", "invalid character '\\x1f' looking for beginning of value"},
      {"\x81", "invalid character '\\u0081' looking for beginning of value"},
      {R"({"a" 1})", "invalid character '1' after object key"},
      {R"({"a":1 "b"})", "invalid character '\"' after object key:value pair"},
      {"[1 2]", "invalid character '2' after array element"},
      {"[1,]", "invalid character ']' looking for beginning of value"},
      {"trux", "invalid character 'x' in literal true (expecting 'e')"},
      {"\"\\q\"", "invalid character 'q' in string escape code"},
      {"\"a\nb\"", "invalid character '\\n' in string literal"},
      {"-x", "invalid character 'x' in numeric literal"},
      {"1.x", "invalid character 'x' after decimal point in numeric literal"},
      {"01", "invalid character '1' after top-level value"},
  };
  for (auto [text, words] : cases) {
    EXPECT_EQ(parse(text).status().message(), words) << text;
  }
}

TEST(Json, ill_formed_utf8_becomes_replacement_characters) {
  EXPECT_EQ(reprint("\"a\xff z\""), "\"a\xef\xbf\xbd z\"");
  Writer writer;
  writer.text(std::string_view("ok\xc3(", 4));
  EXPECT_EQ(writer.view(), "\"ok\\ufffd(\"");
}

TEST(Json, depth_and_size_are_bounded) {
  EXPECT_TRUE(parse(std::string(99, '[') + std::string(99, ']'), {.depth_max = 100}).ok());
  EXPECT_EQ(parse(std::string(101, '[') + std::string(101, ']'), {.depth_max = 100}).status(),
            Status(Code::bad_request, "exceeded max depth"));
  EXPECT_EQ(parse("[1,2,3]", {.size_max_bytes = 6}).status().code(), Code::too_large);
  EXPECT_TRUE(parse("[1,2,3]", {.size_max_bytes = 7}).ok());
}

TEST(Json, members_compare_without_order_and_numbers_by_value) {
  EXPECT_EQ(*parse(R"({"a":1,"b":[1.0]})"), *parse(R"({"b":[1],"a":1.0})"));
  EXPECT_FALSE(*parse("[1,2]") == *parse("[2,1]"));
  EXPECT_FALSE(*parse(R"({"a":1})") == *parse(R"({"a":1,"b":null})"));
}

TEST(Json, find_set_and_erase) {
  Value value;
  value.set("a", 1);
  value.set("b", "x");
  value.set("a", 2);
  EXPECT_EQ(print(value), R"({"a":2,"b":"x"})");
  EXPECT_TRUE(value.erase("a"));
  EXPECT_FALSE(value.erase("a"));
  EXPECT_EQ(value.find("a"), nullptr);
}

TEST(Json, the_writer_encodes_base64_and_long_text) {
  Writer writer(1);
  writer.begin_array();
  for (std::string_view bytes : {"", "a", "ab", "abc", "abcd"}) writer.base64(bytes);
  writer.text(std::string(5000, 'x') + "\n");
  writer.end_array();
  EXPECT_EQ(writer.take(),
            R"(["","YQ==","YWI=","YWJj","YWJjZA==",")" + std::string(5000, 'x') + "\\n\"]");
}

TEST(Json, pretty_text_indents_by_two) {
  std::string out;
  print_pretty(*parse(R"({"a":[1,{}],"b":{"c":null}})"), out);
  EXPECT_EQ(out, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}");
}

}  // namespace
}  // namespace shoal::json
