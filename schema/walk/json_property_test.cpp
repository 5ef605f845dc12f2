#include <gtest/gtest.h>

#include "schema/descriptor/equal.hpp"
#include "schema/json/parse.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::schema {
namespace {

std::string print(const Box& box) {
  json::Writer writer;
  encode_json(box.type(), box.get(), writer);
  return writer.take();
}

TEST(JsonProperty, a_random_value_is_read_back_as_it_was) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    const Box box = Arbitrary(seed).box(sample::Sample::descriptor());
    const std::string text = print(box);
    Box read(box.type()), from_tree(box.type());
    FieldReport report;
    ASSERT_EQ(decode_json(text, box.type(), read.get(), {Strictness::strict}, &report), Status());
    ASSERT_TRUE(equal(box.type(), box.get(), read.get())) << seed << "\n" << text;
    ASSERT_EQ(decode_json_tree(*json::parse(text), box.type(), from_tree.get()), Status());
    ASSERT_TRUE(equal(box.type(), box.get(), from_tree.get())) << seed << "\n" << text;
    ASSERT_EQ(print(read), text);
  }
}

TEST(JsonProperty, a_copied_element_equals_its_source_and_a_cleared_one_is_zero) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Box box = Arbitrary(seed).box(sample::Sample::descriptor());
    for (const Field& field : box.type().fields) {
      Box other(box.type());
      if (field.shape != Shape::single) continue;
      copy_element(field, member(field, box.get()), member(field, other.get()));
      EXPECT_TRUE(equal_field(field, box.get(), other.get())) << seed << field.name;
      clear_member(field, member(field, other.get()));
      EXPECT_TRUE(is_zero_field(field, other.get())) << seed << field.name;
    }
  }
}

TEST(JsonProperty, a_large_map_in_falling_order_is_read_in_good_time) {
  std::string text = "{\"data\":{";
  for (int i = 100'000; i > 0; --i) text += "\"k" + std::to_string(1'000'000 + i) + "\":\"\",";
  text.back() = '}';
  Box box(sample::Sample::descriptor());
  EXPECT_EQ(decode_json(text + "}", box.type(), box.get()), Status());
  EXPECT_EQ(box.as<sample::Sample>().data.size(), 100'000u);
}

}  // namespace
}  // namespace shoal::schema
