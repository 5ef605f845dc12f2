#include "actors/apiserver/server/health.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

std::vector<HealthCheck> checks(bool leader) {
  return {{"disk", [] { return true; }, false}, {"leader", [leader] { return leader; }, true}};
}

TEST(Health, a_node_without_a_leader_lives_and_is_not_ready) {
  EXPECT_EQ(health_answer(checks(false), "/livez", {}).body, "ok");
  auto ready = health_answer(checks(false), "/readyz", {});
  EXPECT_EQ(ready.status, 500);
  EXPECT_EQ(ready.body,
            "[+]ping ok\n[+]disk ok\n[-]leader failed: reason withheld\nreadyz check failed\n");
}

TEST(Health, every_check_is_shown_when_asked) {
  EXPECT_EQ(health_answer(checks(true), "/readyz", {{"verbose", ""}}).body,
            "[+]ping ok\n[+]disk ok\n[+]leader ok\nreadyz check passed\n");
}

TEST(Health, a_check_can_be_left_out) {
  EXPECT_EQ(health_answer(checks(false), "/readyz", {{"exclude", "leader"}}).status, 200);
}

TEST(Health, each_check_has_a_path) {
  EXPECT_EQ(health_answer(checks(true), "/readyz/leader", {}).body, "ok");
  EXPECT_EQ(health_answer(checks(false), "/readyz/leader", {}).status, 500);
  EXPECT_EQ(health_answer(checks(true), "/livez/leader", {}).status, 404);
  EXPECT_EQ(health_answer(checks(true), "/livez/ping", {}).body, "ok");
}

}  // namespace
}  // namespace shoal::api
