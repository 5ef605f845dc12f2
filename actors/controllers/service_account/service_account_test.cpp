#include "actors/controllers/service_account/service_account.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(ServiceAccount, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<ServiceAccountController>(), row<RootCertificatePublisher>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

}  // namespace
}  // namespace shoal::controllers
