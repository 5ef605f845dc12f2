#include "actors/controllers/writes_under_way.hpp"

#include <gtest/gtest.h>

#include "actors/controllers/testing/model.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/core.hpp"
#include "actors/supervision/system.hpp"

namespace shoal::controllers {
namespace {

using Names = std::set<ObjectName>;

ObjectName named(const char* name) {
  return {nullptr, "default", name};
}

TEST(WritesUnderWay, the_second_look_at_an_object_is_turned_away_until_the_first_has_an_outcome) {
  WritesUnderWay writes;
  EXPECT_TRUE(writes.begin(named("sweep"), {"/pods/default/a"}));
  EXPECT_FALSE(writes.begin(named("a"), {"/pods/default/a"}));
  EXPECT_FALSE(writes.begin(named("a"), {"/pods/default/a"}));
  EXPECT_EQ(writes.end({"/pods/default/a"}), Names{named("a")});
  EXPECT_TRUE(writes.begin(named("a"), {"/pods/default/a"}));
  EXPECT_EQ(writes.end({"/pods/default/a"}), Names{});
}

TEST(WritesUnderWay, who_is_turned_away_takes_none_of_its_keys) {
  WritesUnderWay writes;
  EXPECT_TRUE(writes.begin(named("a"), {"/pods/default/a"}));
  EXPECT_FALSE(writes.begin(named("b"), {"/pods/default/b", "/pods/default/a"}));
  EXPECT_TRUE(writes.begin(named("c"), {"/pods/default/b"}));
}

TEST(WritesUnderWay, is_empty_in_a_new_epoch) {
  WritesUnderWay writes;
  EXPECT_TRUE(writes.begin(named("a"), {"/pods/default/a"}));
  writes.clear();
  EXPECT_TRUE(writes.begin(named("b"), {"/pods/default/a"}));
}

class Overtaken : public ::testing::Test {
 protected:
  const schema::Kind& kind_ = objects::View::kind_of<core::Namespace>();
  std::string key_ = objects::key_of(kind_, "", "default");
  ManualClock clock_;
  testing::Model model_{clock_};

  bool with(log::Guard guard) {
    log::Transaction transaction;
    transaction.guards.push_back(std::move(guard));
    return is_overtaken(transaction, model_.view().snapshot());
  }
};

TEST_F(Overtaken, what_was_planned_on_the_object_as_it_is_may_go) {
  auto stored = model_.view().snapshot().get(key_);
  EXPECT_FALSE(with(log::guard::AtRevision{key_, stored->revision}));
  EXPECT_FALSE(with(log::guard::HasUid{key_, stored->uid}));
  EXPECT_FALSE(with(log::guard::Absent{key_ + "-new"}));
}

TEST_F(Overtaken, what_was_planned_on_an_earlier_version_is_overtaken) {
  auto stored = model_.view().snapshot().get(key_);
  model_.put(kind_, model_.view().get(kind_, "", "default")->clone());
  EXPECT_TRUE(with(log::guard::AtRevision{key_, stored->revision}));
  EXPECT_FALSE(with(log::guard::HasUid{key_, stored->uid}));
}

TEST_F(Overtaken, what_was_planned_on_an_object_that_came_or_went_is_overtaken) {
  auto stored = model_.view().snapshot().get(key_);
  EXPECT_TRUE(with(log::guard::Absent{key_}));
  model_.drop(kind_, "", "default");
  EXPECT_TRUE(with(log::guard::AtRevision{key_, stored->revision}));
  EXPECT_TRUE(with(log::guard::HasUid{key_, stored->uid}));
}

TEST_F(Overtaken, epochs_and_counters_are_for_the_log_to_judge) {
  EXPECT_FALSE(with(log::guard::AtShardEpoch{"deployment-0", ShardEpoch{7}}));
  EXPECT_FALSE(with(log::guard::Counter{"quota", 5, 1}));
}

}  // namespace
}  // namespace shoal::controllers
