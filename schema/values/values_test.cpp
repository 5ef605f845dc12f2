#include <gtest/gtest.h>

#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/string_map.hpp"

namespace shoal::api {
namespace {

TEST(IntOrString, is_the_number_zero_at_first) {
  EXPECT_EQ(IntOrString(), IntOrString(0));
  EXPECT_NE(IntOrString("0"), IntOrString(0));
  EXPECT_EQ(IntOrString("http").to_string(), "http");
  EXPECT_EQ(IntOrString(80).to_string(), "80");
}

TEST(IntOrString, a_percentage_scales_with_rounding) {
  EXPECT_EQ(IntOrString("25%").scaled(10, Rounding::up), 3);
  EXPECT_EQ(IntOrString("25%").scaled(10, Rounding::down), 2);
  EXPECT_EQ(IntOrString("100%").scaled(7, Rounding::up), 7);
  EXPECT_EQ(IntOrString(5).scaled(1, Rounding::up), 5);
  EXPECT_EQ(IntOrString("200%").scaled(INT64_MAX, Rounding::up), INT64_MAX);
  for (const char* text : {"", "%", "25", "25%%", "2 %", "a%", "99999999999%"})
    EXPECT_EQ(IntOrString(text).scaled(10, Rounding::up), std::nullopt) << text;
}

TEST(StringMap, keeps_its_keys_in_order_whatever_order_they_came_in) {
  StringMap<int> map{{"b", 2}, {"a", 1}, {"c", 3}, {"a", 9}};
  std::string keys;
  for (const auto& [key, value] : map) keys += key;
  EXPECT_EQ(keys, "abc");
  EXPECT_EQ(map.size(), 3u);
  EXPECT_EQ(*map.get("a"), 9);
  EXPECT_EQ(map["aa"], 0);
  EXPECT_EQ(map.nth(1).first, "aa");
  EXPECT_EQ(map.get("zz"), nullptr);
  EXPECT_EQ(map.find("bb"), map.end());
  EXPECT_EQ(map.find("b")->second, 2);
}

TEST(StringMap, erases_and_compares_by_content) {
  StringMap<int> map{{"a", 1}, {"b", 2}};
  EXPECT_EQ(map.erase("x"), 0u);
  EXPECT_EQ(map.erase("a"), 1u);
  EXPECT_FALSE(map.contains("a"));
  EXPECT_EQ(map, (StringMap<int>{{"b", 2}}));
  EXPECT_NE(map, (StringMap<int>{{"b", 3}}));
  map.erase(map.begin());
  EXPECT_TRUE(map.empty());
}

std::string compact(std::string_view text) {
  auto json = Json::parse(text);
  return json.ok() ? json->text() : "refused";
}

TEST(Json, loses_white_space_and_nothing_else) {
  EXPECT_EQ(compact(" { \"b\" : [ 1 , 2.50 , -0 , 1E+9 ] , \"a\" : \"x y\" } "),
            "{\"b\":[1,2.50,-0,1E+9],\"a\":\"x y\"}");
  for (const char* text : {"{}", "[]", "null", "true", "false", "\"\"", "0", "-1.5e-3",
                           "\"\\u00e9\\n\\\"\"", "[[],{}]", "{\"a\":{},\"a\":[]}"})
    EXPECT_EQ(compact(text), text);
}

TEST(Json, refuses_what_is_not_one_value) {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "1 2",
                           "01",
                           "1.",
                           "-",
                           "1e",
                           ".5",
                           "+1",
                           "[1,]",
                           "[,1]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "\"",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "[",
                           "]",
                           "{]",
                           "[1 2]",
                           "\"\n\"",
                           "tru e",
                           "{\"a\":1 \"b\":2}"})
    EXPECT_EQ(compact(text), "refused") << text;
  EXPECT_EQ(compact(std::string_view("\0", 1)), "refused");
}

TEST(Json, nesting_has_a_bound) {
  std::string deep = std::string(Json::depth_max, '[') + std::string(Json::depth_max, ']');
  EXPECT_EQ(compact(deep), deep);
  EXPECT_EQ(compact("[" + deep + "]"), "refused");
}

}  // namespace
}  // namespace shoal::api
