#include "storage/store/watch_window.hpp"

#include <gtest/gtest.h>

#include <string>

#include "schema/vocab/random.hpp"

namespace shoal::store {
namespace {

constexpr const char* resources[] = {"/pods/", "apps/deployments/", "/leases/", "/secrets/"};

// Stretches in which one resource alone changes, longer than what is skipped at once, and mixed
// ones.
std::vector<Recorded> history(uint64_t seed, size_t changes) {
  Random random(seed);
  std::vector<Recorded> out;
  size_t only = 0, stretch = 0;
  while (out.size() < changes) {
    if (stretch == 0) {
      only = random.below(2 * std::size(resources));
      stretch = 1 + random.below(1500);
    }
    const uint64_t first = out.size() + 1;
    const uint64_t last = first + random.below(9);
    for (uint64_t revision = first; revision <= last; ++revision) {
      auto object = std::make_shared<Object>();
      const auto which = only < std::size(resources) ? only : random.below(std::size(resources));
      object->key = resources[which] + std::string("default/") + std::to_string(revision % 97);
      out.push_back({{Revision{revision}, nullptr, object}, Revision{first}, Revision{last}, {}});
    }
    stretch -= std::min<size_t>(stretch, last - first + 1);
  }
  return out;
}

TEST(Resources, say_yes_for_all_that_are_in_them) {
  EXPECT_TRUE(Resources::of("/pods/default/web").meet(Resources::of("/pods/")));
  EXPECT_FALSE(Resources::of("/pods/default/web").meet(Resources::of("/secrets/")));
  EXPECT_FALSE(Resources::of("/pods/default/web").meet(Resources()));
  EXPECT_TRUE(Resources::of("/pods/default/web").meet(Resources::all()));
  EXPECT_TRUE(Resources::of("/pods/").has(Resources::place_of("/pods/default/web")));
  EXPECT_TRUE(Resources().has(Resources::place_of("/po"))) << "it may be of any";
  EXPECT_EQ(Resources::of("/po"), Resources::all());
  EXPECT_EQ(Resources::of(""), Resources::all());
}

TEST(WatchWindow, changes_of_some_resources_are_all_of_theirs_whatever_is_skipped) {
  const auto whole = history(4, 20'000);
  WatchWindow window;
  window.append(whole);
  Random random(5);
  for (const auto* resource : resources) {
    std::vector<Revision> expected, seen;
    for (const auto& one : whole)
      if (one.change.key().starts_with(resource)) expected.push_back(one.change.revision);
    size_t looks = 0;
    for (Revision at; at < window.last(); ++looks) {
      const auto some = window.changes_of(Resources::of(resource), at, 1 + random.below(300));
      ASSERT_TRUE(some.ok());
      ASSERT_GT(some->through, at);
      for (const auto& change : some->changes)
        if (change.key().starts_with(resource)) seen.push_back(change.revision);
      at = some->through;
      ASSERT_EQ(whole[at.value - 1].transaction_last, at) << "never inside a transaction";
    }
    EXPECT_EQ(seen, expected);
    EXPECT_LT(looks, 130U) << "what is not wanted is skipped";
  }
}

}  // namespace
}  // namespace shoal::store
