#include "actors/controllers/pod_garbage/pod_garbage.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(PodGarbage, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<PodGarbageController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
