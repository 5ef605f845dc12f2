#include "actors/controllers/deployment/deployment.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/deployment/template_hash.hpp"
#include "actors/controllers/replicaset/replicaset.hpp"
#include "actors/controllers/testing/story.hpp"

namespace shoal::controllers {
namespace {

TEST(Deployment, does_what_the_stories_say) {
  std::vector<ControllerRow> rows{row<DeploymentController>(), row<ReplicaSetController>()};
  EXPECT_EQ(testing::failed_stories("testdata", rows), "");
}

TEST(TemplateHash, is_the_same_for_the_same_pods_and_another_after_a_collision) {
  core::PodTemplateSpec pods;
  pods.metadata.labels["app"] = "web";
  auto labelled = pods;
  labelled.metadata.labels[template_hash_label] = "abc";
  EXPECT_EQ(template_hash(pods, 0), template_hash(labelled, 0));
  EXPECT_TRUE(same_template(pods, labelled));
  EXPECT_NE(template_hash(pods, 0), template_hash(pods, 1));
  auto other = pods;
  other.spec.nodeName = "n1";
  EXPECT_NE(template_hash(pods, 0), template_hash(other, 0));
  EXPECT_FALSE(same_template(pods, other));
  EXPECT_EQ(template_hash(pods, 0).find_first_not_of("bcdfghjklmnpqrstvwxz2456789"),
            std::string::npos);
}

}  // namespace
}  // namespace shoal::controllers
