#include <gtest/gtest.h>

#include "schema/descriptor/equal.hpp"
#include "schema/json/parse.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/defaults.hpp"
#include "schema/walk/fuzz.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/sample_tables.hpp"
#include "schema/walk/select.hpp"
#include "schema/walk/validate.hpp"

namespace shoal::schema {
namespace {

std::string print(const Box& box) {
  json::Writer writer;
  encode_json(box.type(), box.get(), writer);
  return writer.take();
}

std::vector<std::string> samples() {
  std::vector<std::string> texts;
  for (uint64_t seed = 0; seed < 20; ++seed)
    texts.push_back(print(Arbitrary(seed).box(sample::Sample::descriptor())));
  return texts;
}

// Whatever is accepted can be printed, and what is printed is read back as the same value.
TEST(JsonFuzz, what_is_accepted_prints_and_reads_back_as_itself) {
  Fuzz fuzz(1, samples(),
            {"null", "-1", "1e999", "\"\"", "{}", "[]", ",", "\\u0000", "\\ud800",
             "99999999999999999999", "\"spec\":", "2026-01-02T03:04:05Z"});
  size_t accepted = 0;
  fuzz.run(20'000, [&](const std::string& text) {
    Box box(sample::Sample::descriptor());
    FieldReport report;
    if (!decode_json(text, box.type(), box.get(), {Strictness::warn}, &report).ok()) return;
    ++accepted;
    Box again(box.type());
    const std::string printed = print(box);
    ASSERT_EQ(decode_json(printed, box.type(), again.get()), Status()) << text;
    ASSERT_EQ(print(again), printed) << text;
    apply_defaults(box.type(), box.get());
    ASSERT_LE(validate(box.type(), box.get()).size(), causes_max);
  });
  EXPECT_GT(accepted, 1000u);
}

TEST(JsonFuzz, the_tree_and_the_document_are_read_alike) {
  Fuzz fuzz(2, samples(), {"null", "1.5", "\"a\":", "[1]"});
  fuzz.run(10'000, [&](const std::string& text) {
    const auto tree = json::parse(text);
    Box from_text(sample::Sample::descriptor()), from_tree(sample::Sample::descriptor());
    const Status direct = decode_json(text, from_text.type(), from_text.get());
    if (!tree) {
      ASSERT_EQ(direct, tree.status()) << text;
      return;
    }
    // A repeated member is decoded twice from the text, and its first value may be refused.
    std::vector<std::string> repeated;
    ASSERT_TRUE(json::parse(text, {}, &repeated).ok());
    if (!repeated.empty()) return;
    ASSERT_EQ(decode_json_tree(*tree, from_tree.type(), from_tree.get()).code(), direct.code())
        << text;
  });
}

TEST(JsonFuzz, a_text_is_refused_exactly_when_it_has_a_fault) {
  Fuzz fuzz(3, samples(), {"tru", "-", "01", ".5", "\\", "\t", "e5"});
  fuzz.run(20'000, [&](const std::string& text) {
    const std::string fault = json::syntax_error(text);
    const auto tree = json::parse(text);
    if (!fault.empty()) {
      ASSERT_EQ(tree.status().message(), fault) << text;
    }
    if (tree.ok()) {
      ASSERT_EQ(fault, "") << text;
    }
  });
}

TEST(SelectFuzz, what_is_accepted_prints_and_parses_as_itself) {
  Fuzz fuzz(4, {"a=b,c in (d,e),!f", "a!=b,c notin (d),g>1", "x.io/y"},
            {"in", "notin", "(", ")", ",", "==", "!", "<"});
  fuzz.run(20'000, [&](const std::string& text) {
    static_cast<void>(FieldSelector::parse(text));
    const auto selector = LabelSelector::parse(text);
    if (!selector) return;
    const auto again = LabelSelector::parse(selector->to_string());
    ASSERT_TRUE(again.ok()) << text << " -> " << selector->to_string();
    ASSERT_EQ(again->requirements(), selector->requirements()) << text;
  });
}

}  // namespace
}  // namespace shoal::schema
