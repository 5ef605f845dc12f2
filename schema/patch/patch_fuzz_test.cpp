#include <gtest/gtest.h>

#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"
#include "schema/patch/patch.hpp"
#include "schema/walk/arbitrary.hpp"
#include "schema/walk/fuzz.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::patch {
namespace {

using schema::sample::Sample;

json::Value document(uint64_t seed) {
  const schema::Box box = schema::Arbitrary(seed).box(Sample::descriptor());
  json::Writer writer;
  schema::encode_json(box.type(), box.get(), writer);
  return *json::parse(writer.view());
}

TEST(PatchFuzz, any_patch_is_applied_or_refused) {
  std::vector<std::string> seeds = {
      R"([{"op":"add","path":"/spec/containers/0","value":{}},{"op":"copy","from":"","path":"/a"}])",
      R"([{"op":"move","from":"/spec","path":"/x/-1"},{"op":"test","path":"/a~0b","value":null}])",
      R"({"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"a"}]}})",
      R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"labels":{"$patch":"replace"}}})",
      R"({"spec":{"strategy":{"$retainKeys":["type"],"type":"x"},"containers":null}})"};
  for (uint64_t seed = 0; seed < 10; ++seed) seeds.push_back(json::print(document(seed)));
  const std::vector<std::string> words = {
      "$patch", "\"delete\"", "/-", "null", "[]", "{}", "$retainKeys", "\"path\":\"/spec\""};
  uint64_t round = 0;
  size_t applied = 0;
  schema::Fuzz(1, seeds, words).run(20'000, [&](const std::string& text) {
    const auto patch = json::parse(text);
    if (!patch) return;
    const json::Value old = document(++round % 10);
    applied += apply_json_patch(old, *patch).ok();
    const auto merged = apply_strategic_patch(old, *patch, Sample::descriptor());
    applied += merged.ok();
    // A merge patch applied twice changes nothing more.
    const json::Value once = apply_merge_patch(old, *patch);
    ASSERT_EQ(apply_merge_patch(once, *patch), once) << text;
  });
  EXPECT_GT(applied, 1000u);
}

}  // namespace
}  // namespace shoal::patch
