#include "actors/controllers/namespace/namespace_controller.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(NamespaceController, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<NamespaceController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
