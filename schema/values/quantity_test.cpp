#include "schema/values/quantity.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

std::string canonical(std::string_view text) {
  auto quantity = Quantity::parse(text);
  return quantity.ok() ? quantity->to_string() : "refused";
}

Quantity parsed(std::string_view text) {
  return Quantity::parse(text).value();
}

TEST(Quantity, prints_the_shortest_form_of_its_own_notation) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},           {"0.0", "0"},
      {"0Mi", "0"},         {"-0", "0"},
      {"1", "1"},           {"1000", "1k"},
      {"1500", "1500"},     {"0.5", "500m"},
      {"1500m", "1500m"},   {"1000m", "1"},
      {"100m", "100m"},     {"0.1", "100m"},
      {".5", "500m"},       {"5.", "5"},
      {"+1", "1"},          {"-1.5", "-1500m"},
      {"1024", "1024"},     {"1024Ki", "1Mi"},
      {"1.5Gi", "1536Mi"},  {"0.5Gi", "512Mi"},
      {"0.5Ki", "512"},     {"1000Ki", "1000Ki"},
      {"1023Ki", "1023Ki"}, {"-2048Ki", "-2Mi"},
      {"1e3", "1e3"},       {"1E3", "1e3"},
      {"12e2", "1200"},     {"1e-3", "1e-3"},
      {"1.1e3", "1100"},    {"1E", "1E"},
      {"1Ei", "1Ei"},       {"1u", "1u"},
      {"1n", "1n"},         {"123456789n", "123456789n"},
      {"1000000n", "1m"},   {"64Mi", "64Mi"},
      {"2G", "2G"},         {"4900M", "4900M"},
      {"0.1Ki", "102400m"}, {"00012", "12"}};
  for (const auto& [text, want] : cases) EXPECT_EQ(canonical(text), want) << text;
}

TEST(Quantity, refuses_what_is_no_amount) {
  for (const char* text :
       {"",   " ",  "+",    "-",    ".",   "1.1.1", "1+1",   "1 ",
        " 1", "1i", "1mi",  "1K",   "1kI", "1e",    "1e1.5", "1e+-1",
        "e3", "Ki", "0x10", "1MiB", "--1", "1ee1",  "nan",   "1e99999999999999999999"})
    EXPECT_EQ(canonical(text), "refused") << text;
}

TEST(Quantity, rounds_below_a_billionth_away_from_zero) {
  EXPECT_EQ(canonical("0.1n"), "1n");
  EXPECT_EQ(canonical("-0.1n"), "-1n");
  EXPECT_EQ(canonical("1e-100"), "1e-9");
  EXPECT_EQ(canonical("0.0000000019"), "2n");
  EXPECT_EQ(canonical("1.00000000001"), "1000000001n");
}

TEST(Quantity, is_cut_at_the_largest_64_bit_number) {
  EXPECT_EQ(parsed("9223372036854775807").value(), INT64_MAX);
  EXPECT_EQ(canonical("10E"), "9223372036854775807");
  EXPECT_EQ(canonical("8Ei"), "9223372036854775807");
  EXPECT_EQ(canonical("-1e40"), "-9223372036854775807");
  EXPECT_EQ(canonical("1e2147483647"), "9223372036854775807");
  EXPECT_EQ(canonical(std::string(5000, '9')), "9223372036854775807");
}

TEST(Quantity, compares_by_amount_and_not_by_notation) {
  EXPECT_EQ(parsed("1"), parsed("1000m"));
  EXPECT_EQ(parsed("1Ki"), parsed("1024"));
  EXPECT_LT(parsed("1G"), parsed("1Gi"));
  EXPECT_GT(parsed("1n"), Quantity());
  EXPECT_LT(parsed("-1"), parsed("1n"));
}

TEST(Quantity, adds_without_rounding_and_keeps_the_left_notation) {
  EXPECT_EQ((parsed("0.1") + parsed("0.2")).to_string(), "300m");
  EXPECT_EQ((parsed("1Gi") + parsed("512Mi")).to_string(), "1536Mi");
  EXPECT_EQ((parsed("1") - parsed("1500m")).to_string(), "-500m");
  EXPECT_EQ((Quantity() + parsed("1Gi")).to_string(), "1Gi");
  EXPECT_EQ((parsed("1Gi") + parsed("1")).to_string(), "1073741825");
  Quantity sum = parsed("9223372036854775807");
  sum += sum;
  EXPECT_EQ(sum.value(), INT64_MAX);
  EXPECT_GT(sum, parsed("9223372036854775807"));
}

TEST(Quantity, rounds_up_when_read_as_an_integer) {
  EXPECT_EQ(parsed("1001m").value(), 2);
  EXPECT_EQ(parsed("-1001m").value(), -1);
  EXPECT_EQ(parsed("100m").milli_value(), 100);
  EXPECT_EQ(parsed("1n").milli_value(), 1);
  EXPECT_EQ(parsed("9223372036854775807").milli_value(), INT64_MAX);
}

TEST(Quantity, is_made_from_numbers) {
  EXPECT_EQ(Quantity::milli(1500).to_string(), "1500m");
  EXPECT_EQ(Quantity::bytes(64 << 20).to_string(), "64Mi");
  EXPECT_EQ(Quantity::of(110).to_string(), "110");
  EXPECT_EQ(Quantity::of(INT64_MIN).value(), INT64_MIN);
  EXPECT_EQ(Quantity::of(-3).sign(), -1);
}

TEST(Quantity, printing_and_parsing_are_inverse) {
  for (int64_t value : {1, 7, 999, 1000, 1024, 1536, 123456, 1 << 20, 1000000000})
    for (auto notation :
         {Quantity::Notation::decimal, Quantity::Notation::binary, Quantity::Notation::exponent}) {
      Quantity quantity = Quantity::of(value, notation);
      auto again = Quantity::parse(quantity.to_string());
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(*again, quantity);
      // 10^9 in binary notation has no suffix to remember its notation by.
      if (notation != Quantity::Notation::binary) {
        EXPECT_EQ(again->to_string(), quantity.to_string());
      }
    }
}

}  // namespace
}  // namespace shoal::api
