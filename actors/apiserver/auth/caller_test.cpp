#include "actors/apiserver/auth/caller.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

std::optional<Caller> knows_one(std::string_view token) {
  if (token == "right") return Caller{"robot", "7", {"system:serviceaccounts"}};
  return std::nullopt;
}

Target asks(std::string_view method, std::string_view path) {
  return parse_target(method, path, {});
}

TEST(Authenticate, nobody_is_anonymous) {
  auto who = authenticate({}, knows_one);
  EXPECT_TRUE(who.status.ok());
  EXPECT_EQ(who.caller.user, "system:anonymous");
  EXPECT_FALSE(who.caller.in_group(group_authenticated));
}

TEST(Authenticate, a_wrong_token_is_not_anonymous_but_refused) {
  auto who = authenticate({"", {}, "Bearer wrong"}, knows_one);
  EXPECT_EQ(who.status.code(), Code::unauthorized);
}

TEST(Authenticate, a_certificate_names_user_and_groups) {
  auto who = authenticate({"admin", {"system:masters"}, ""}, knows_one);
  EXPECT_TRUE(who.caller.in_group(group_masters));
  EXPECT_TRUE(who.caller.in_group(group_authenticated));
}

TEST(Authorize, anonymous_may_ask_for_health_only) {
  Caller anonymous{"system:anonymous", "", {"system:unauthenticated"}};
  EXPECT_TRUE(authorize(anonymous, asks("GET", "/livez")).ok());
  EXPECT_TRUE(authorize(anonymous, asks("GET", "/readyz/raft")).ok());
  EXPECT_EQ(authorize(anonymous, asks("GET", "/apis")).message(),
            "forbidden: User \"system:anonymous\" cannot get path \"/apis\"");
  EXPECT_EQ(authorize(anonymous, asks("GET", "/api/v1/namespaces/x/configmaps")).message(),
            "configmaps is forbidden: User \"system:anonymous\" cannot list resource "
            "\"configmaps\" in API group \"\" in the namespace \"x\"");
  EXPECT_FALSE(authorize(anonymous, asks("GET", "/livezz")).ok());
}

TEST(Authorize, a_service_account_reads_discovery_and_nothing_else_yet) {
  Caller robot{"system:serviceaccount:default:default", "", {"system:authenticated"}};
  EXPECT_TRUE(authorize(robot, asks("GET", "/apis/apps/v1")).ok());
  EXPECT_FALSE(authorize(robot, asks("GET", "/api/v1/pods")).ok());
}

TEST(Authorize, a_node_writes_pods_and_not_deployments) {
  Caller node{"system:node:n1", "", {"system:nodes", "system:authenticated"}};
  EXPECT_TRUE(authorize(node, asks("PUT", "/api/v1/namespaces/a/pods/p/status")).ok());
  EXPECT_FALSE(authorize(node, asks("DELETE", "/apis/apps/v1/namespaces/a/deployments/d")).ok());
}

}  // namespace
}  // namespace shoal::api
