#include "storage/log/level/feature_level.hpp"

#include <gtest/gtest.h>

namespace shoal::log {
namespace {

TEST(FeatureLevel, the_table_begins_at_the_first_and_has_no_holes) {
  uint32_t level = level_first;
  for (const auto& row : level_table) {
    EXPECT_EQ(row.level, level++);
    EXPECT_FALSE(row.brings.empty());
  }
}

TEST(FeatureLevel, a_program_touches_only_what_it_knows) {
  const Levels known{2, 3};
  EXPECT_TRUE(check_level(2, known).ok());
  EXPECT_TRUE(check_level(3, known).ok());
  const auto newer = check_level(4, known);
  EXPECT_EQ(newer.code(), Code::forbidden);
  EXPECT_EQ(newer.message(),
            "the cluster is at feature level 4, and this shoald knows levels 2 to 3: start a newer "
            "shoald, one that knows level 4");
  const auto older = check_level(1, known);
  EXPECT_EQ(older.code(), Code::forbidden);
  EXPECT_EQ(older.message(),
            "the cluster is at feature level 1, and this shoald knows levels 2 to 3: start an "
            "older shoald, one that also knows level 1, on every member first, and let the level "
            "rise to 2");
}

}  // namespace
}  // namespace shoal::log
