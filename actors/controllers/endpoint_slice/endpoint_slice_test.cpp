#include "actors/controllers/endpoint_slice/endpoint_slice.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/endpoint_slice/endpoints.hpp"
#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(EndpointSlice, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<EndpointSliceController>(), row<EndpointsController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
