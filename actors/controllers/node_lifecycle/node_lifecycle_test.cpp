#include "actors/controllers/node_lifecycle/node_lifecycle.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(NodeLifecycle, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<NodeLifecycleController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
