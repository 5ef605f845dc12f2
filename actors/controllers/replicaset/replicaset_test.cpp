#include "actors/controllers/replicaset/replicaset.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(ReplicaSet, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<ReplicaSetController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
