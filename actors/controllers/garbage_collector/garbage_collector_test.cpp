#include "actors/controllers/garbage_collector/garbage_collector.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(GarbageCollector, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<GarbageCollector>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
