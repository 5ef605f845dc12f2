#include "storage/store/tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "schema/vocab/random.hpp"

namespace shoal::store {
namespace {

int pairs_alive = 0;

struct Pair {
  Pair(std::string k, uint64_t v) : key(std::move(k)), value(v) { ++pairs_alive; }
  Pair(const Pair& other) : Pair(other.key, other.value) {}
  Pair& operator=(const Pair&) = delete;
  ~Pair() { --pairs_alive; }
  std::string key;
  uint64_t value = 0;
};
using PairPtr = std::shared_ptr<const Pair>;
struct PairKey {
  const std::string& operator()(const PairPtr& pair) const { return pair->key; }
};
using Pairs = Tree<PairPtr, PairKey>;
using Model = std::map<std::string, uint64_t>;

// Shared beginnings longer than a node keeps, keys that begin others, zeros in them.
std::string key_of(uint64_t number) {
  switch (number % 4) {
    case 0:
      return fmt::format("key-{:04}", number);
    case 1:
      return std::string(60, 'k') + fmt::format("{:03}", number / 40) + std::string(number % 20, 0);
    case 2:
      return "key-" + std::string(number % 7, '0') + std::to_string(number);
    default:
      return fmt::format("key-{:04}", number / 8 * 8) + std::string(number % 3, 'x');
  }
}

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

// What a reader holds: the tree as it was, and its era.
struct Copy {
  Pairs tree;
  Model model;
  std::shared_ptr<Era> era;
};

// It grows to three levels and shrinks again; every change of one edit is made in place.
TEST(Tree, is_a_sorted_map_whose_copies_never_change) {
  constexpr uint64_t edits = 40;
  constexpr uint64_t changes = 800;
  constexpr uint64_t keys = 6000;
  Random random(7);
  Pairs tree;
  Model model;
  std::vector<Copy> copies;
  auto era = std::make_shared<Era>();
  for (uint64_t number = 1; number <= edits; ++number) {
    const Edit edit{number, *era};
    const uint64_t removed_of_four = number <= edits / 2 ? 1 : 3;
    for (uint64_t i = 0; i < changes; ++i) {
      auto key = key_of(random.below(keys));
      if (random.below(4) < removed_of_four) {
        EXPECT_EQ(tree.remove(key, edit), model.erase(key) > 0);
      } else {
        model[key] = number * changes + i;
        tree.put(std::make_shared<const Pair>(Pair{key, number * changes + i}), edit);
      }
    }
    expect_same(tree, model);
    era = era->begin_next();
    if (number % 4 == 0) copies.push_back({tree, model, era});
  }
  const Edit last{edits + 1, *era};
  for (const auto& [key, value] : Model(model)) EXPECT_TRUE(tree.remove(key, last));
  EXPECT_EQ(tree.size(), 0u);
  tree.clear(last);
  era.reset();
  // Readers let go in any order: what the others still see stays.
  while (!copies.empty()) {
    for (const auto& copy : copies) expect_same(copy.tree, copy.model);
    copies.erase(copies.begin() + static_cast<long>(random.below(copies.size())));
  }
  EXPECT_EQ(pairs_alive, 0) << "and nothing stays that nobody sees";
}

}  // namespace
}  // namespace shoal::store
