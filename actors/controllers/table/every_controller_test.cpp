// What holds for every controller of the table, on its scenario: testdata/<name>.txt.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "actors/controllers/table/controllers.hpp"
#include "actors/controllers/testing/properties.hpp"

namespace shoal::controllers {
namespace {

class EveryController : public ::testing::TestWithParam<size_t> {
 protected:
  const ControllerRow& row() const { return all_controllers()[GetParam()]; }
  testing::Scenario scenario() const {
    std::stringstream text;
    text << std::ifstream("testdata/" + std::string(row().name) + ".txt").rdbuf();
    return {all_controllers(), text.str()};
  }
};

TEST_P(EveryController, has_a_scenario_comes_to_rest_and_sees_its_own_writes) {
  EXPECT_FALSE(scenario().text.empty());
  EXPECT_EQ(testing::rest_and_see_own_writes(scenario()), "");
}
TEST_P(EveryController, may_crash_after_each_write) {
  EXPECT_EQ(testing::crash_after_each_write(scenario()), "");
}
TEST_P(EveryController, may_start_on_an_old_view) {
  EXPECT_EQ(testing::restart_with_an_old_view(scenario()), "");
}
TEST_P(EveryController, may_lose_notifications) {
  EXPECT_EQ(testing::lose_notifications(scenario()), "");
}
TEST_P(EveryController, may_be_notified_twice_late_or_never) {
  EXPECT_EQ(testing::repeat_and_reorder_notifications(scenario()), "");
}
TEST_P(EveryController, makes_progress_when_half_of_its_writes_conflict) {
  EXPECT_EQ(testing::half_of_all_writes_conflict(scenario()), "");
}
TEST_P(EveryController, does_nothing_twice_when_outcomes_are_unknown) {
  EXPECT_EQ(testing::lose_outcomes(scenario()), "");
}

INSTANTIATE_TEST_SUITE_P(Table, EveryController,
                         ::testing::Range<size_t>(0, all_controllers().size()),
                         [](const auto& place) {
                           std::string name(all_controllers()[place.param].name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace shoal::controllers
