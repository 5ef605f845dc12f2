#include <gtest/gtest.h>

#include "schema/json/writer.hpp"
#include "schema/walk/fuzz.hpp"
#include "schema/yaml/yaml.hpp"

namespace shoal::yaml {
namespace {

// Small bounds, so that rounds are quick and the bounds themselves are met.
constexpr Limits tight{.size_max_bytes = 1u << 14, .depth_max = 20, .nodes_max = 1u << 12};

// Whatever is read can be printed, and what is printed is YAML again, of the same content.
TEST(YamlFuzz, any_text_is_read_or_refused_within_bounds) {
  schema::Fuzz fuzz(
      7,
      {"a: [1, two, {b: c}]\nd: |\n  text\n  more\n", "x: &a [1, 2]\ny: [*a, *a]\n<<: {z: 1}\n",
       "---\na: 1\n---\n- !!str 1\n- \"q\\u0041\"\n", "{\"json\": [true, null, 1.5e3]}"},
      {"&a ", "*a", "<<: ", "!!binary ", "!<tag:x> ", "- - - ", "[[[[", "? ", ": ", "|+2\n", "\t",
       "\"", "%YAML 1.2\n", "---\n", "...\n", "\xff"});
  size_t accepted = 0;
  fuzz.run(3'000, [&](const std::string& text) {
    const auto trees = parse_all(text, tight);
    if (!trees.ok()) return;
    ++accepted;
    for (const json::Value& tree : *trees) {
      const std::string printed = json::print(tree);
      const auto again = parse(printed);
      ASSERT_TRUE(again.ok()) << text << "\n" << printed << "\n" << again.status().message();
      ASSERT_EQ(json::print(*again), printed) << text;
    }
  });
  EXPECT_GT(accepted, 0u);
}

}  // namespace
}  // namespace shoal::yaml
