#include "tools/cli/upgrade_view.hpp"

#include <gtest/gtest.h>

namespace shoal::cli {
namespace {

RaftAnswer said(const std::string& node, int applied, const std::string& level,
                const std::string& members) {
  return {node,
          R"({"metadata":{"name":")" + node + R"("},"status":{"log":{"applied":)" +
              std::to_string(applied) + R"(},"featureLevel":)" + level + R"(,"members":[)" +
              members + "]}}",
          ""};
}
std::string member(const std::string& name, int highest, const std::string& dead = "false") {
  return R"({"name":")" + name + R"(","zone":"","lowestLevel":1,"highestLevel":)" +
         std::to_string(highest) + R"(,"declaredDead":)" + dead + "}";
}

TEST(UpgradeView, who_is_waited_for_is_shown_as_the_node_that_is_furthest_has_it) {
  const auto members = member("n1", 2) + "," + member("n2", 1) + "," + member("n3", 1, "true");
  auto view = view_upgrade({{"n3", "", "connection refused"},
                            said("n1", 9, R"({"level":1,"held":false,"waitsFor":[]})", ""),
                            said("n2", 10,
                                 R"({"level":1,"held":true,"waitsFor":["n2","n3"],)"
                                 R"("verdict":"level 2 waits for n2, n3"})",
                                 members)});
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(upgrade_text(*view),
            "MEMBER       ZONE         KNOWS   NOTE\n"
            "n1           -            1-2\n"
            "n2           -            1-1     waited for\n"
            "n3           -            1-1     declared dead; waited for\n"
            "\n"
            "feature level 1, held; level 2 waits for n2, n3\n");
  EXPECT_NE(upgrade_json(*view).find(R"("level":1,"held":true)"), std::string::npos);
}

TEST(UpgradeView, where_nobody_says_it_the_reason_is_told) {
  auto view = view_upgrade({{"n1", "", "connection refused"}});
  EXPECT_EQ(view.status().code(), Code::unavailable);
  EXPECT_EQ(view.status().message(), "n1: connection refused");
  EXPECT_FALSE(view_upgrade({{"n1", "<html>", ""}}).ok());
}

}  // namespace
}  // namespace shoal::cli
