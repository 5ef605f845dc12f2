#include "storage/store/tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "schema/vocab/random.hpp"

namespace shoal::store {
namespace {

struct Pair {
  std::string key;
  uint64_t value = 0;
};
using PairPtr = std::shared_ptr<const Pair>;
struct PairKey {
  const std::string& operator()(const PairPtr& pair) const { return pair->key; }
};
using Pairs = Tree<PairPtr, PairKey>;
using Model = std::map<std::string, uint64_t>;

void expect_same(const Pairs& tree, const Model& model) {
  ASSERT_EQ(tree.size(), model.size());
  auto expected = model.begin();
  size_t smaller = 0;
  tree.scan("", [&](const PairPtr& pair) {
    EXPECT_EQ(pair->key, expected->first);
    EXPECT_EQ(pair->value, expected->second);
    const auto* found = tree.find(pair->key);
    EXPECT_TRUE(found && *found == pair);
    EXPECT_EQ(tree.rank(pair->key), smaller);
    ++smaller;
    return ++expected != model.end();
  });
  EXPECT_EQ(smaller, model.size());
}

// It grows to three levels and shrinks again; every change of one edit is made in place.
TEST(Tree, is_a_sorted_map_whose_copies_never_change) {
  constexpr uint64_t edits = 40;
  constexpr uint64_t changes = 800;
  constexpr uint64_t keys = 6000;
  Random random(7);
  Pairs tree;
  Model model;
  std::vector<std::pair<Pairs, Model>> copies;
  for (uint64_t edit = 1; edit <= edits; ++edit) {
    const uint64_t removed_of_four = edit <= edits / 2 ? 1 : 3;
    for (uint64_t i = 0; i < changes; ++i) {
      auto key = fmt::format("key-{:04}", random.below(keys));
      if (random.below(4) < removed_of_four) {
        EXPECT_EQ(tree.remove(key, edit), model.erase(key) > 0);
      } else {
        model[key] = edit * changes + i;
        tree.put(std::make_shared<const Pair>(Pair{key, edit * changes + i}), edit);
      }
    }
    expect_same(tree, model);
    if (edit % 4 == 0) copies.emplace_back(tree, model);
  }
  for (const auto& [key, value] : Model(model)) EXPECT_TRUE(tree.remove(key, edits + 1));
  EXPECT_EQ(tree.size(), 0u);
  for (const auto& [copy, then] : copies) expect_same(copy, then);
}

}  // namespace
}  // namespace shoal::store
