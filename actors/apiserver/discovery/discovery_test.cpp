#include "actors/apiserver/discovery/discovery.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view deploy_short[] = {"deploy"sv};
constexpr std::string_view all_category[] = {"all"sv};
constexpr schema::Subresource deploy_subs[] = {
    {"scale", "autoscaling", "v1", "Scale", "get,patch,update"},
    {"status", "apps", "v1", "Deployment", "get,patch,update"}};
const schema::Kind table[] = {
    {"", "v1", "Namespace", "namespaces", "namespace", {}, {}, false, "create,get", true, "", "",
     "", {}, {}, nullptr, 0, "v1"},
    {"apps", "v1", "Deployment", "deployments", "deployment", deploy_short, all_category, true,
     "create,get,watch", true, "", "", "", deploy_subs, {}, nullptr, 0, "apps/v1"}};

TEST(Discovery, the_core_list_has_no_api_version) {
  EXPECT_EQ(*api_resource_list(table, "", "v1"),
            R"({"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"namespaces",)"
            R"("singularName":"namespace","namespaced":false,"kind":"Namespace",)"
            R"("verbs":["create","get"]}]})");
}

TEST(Discovery, a_subresource_of_another_group_says_which) {
  auto list = *api_resource_list(table, "apps", "v1");
  EXPECT_NE(list.find(R"({"name":"deployments/scale","singularName":"","namespaced":true,)"
                      R"("group":"autoscaling","version":"v1","kind":"Scale",)"),
            std::string::npos);
  EXPECT_NE(list.find(R"({"name":"deployments/status","singularName":"","namespaced":true,)"
                      R"("kind":"Deployment",)"),
            std::string::npos);
}

TEST(Discovery, what_is_not_served_is_not_listed) {
  EXPECT_FALSE(api_group(table, "batch"));
  EXPECT_FALSE(api_resource_list(table, "apps", "v9"));
  EXPECT_EQ(api_group_list(table).find("batch"), std::string::npos);
}

TEST(Discovery, aggregated_is_asked_for_by_kubectl) {
  EXPECT_TRUE(wants_aggregated(
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"));
  EXPECT_FALSE(wants_aggregated(
      "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"));
  EXPECT_FALSE(wants_aggregated("application/json"));
  auto all = aggregated_discovery(table, false);
  EXPECT_NE(all.find(R"("resource":"deployments")"), std::string::npos);
  EXPECT_EQ(all.find("namespaces"), std::string::npos);
}

}  // namespace
}  // namespace shoal::api
