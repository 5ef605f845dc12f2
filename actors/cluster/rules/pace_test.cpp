#include "actors/cluster/rules/pace.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace shoal::cluster {
namespace {

// What is allowed after parts of so many milliseconds, each sent with all that was allowed.
size_t after(Pace& pace, const std::vector<int>& times_ms) {
  for (int ms : times_ms) pace.taken(std::chrono::milliseconds(ms), pace.inflight_max());
  return pace.inflight_max();
}

TEST(Pace, begins_with_one_and_widens_while_parts_do_not_wait) {
  Pace pace;
  EXPECT_EQ(pace.inflight_max(), 1u);
  EXPECT_EQ(after(pace, {10}), 2u);
  EXPECT_EQ(after(pace, {10}), 3u);
  EXPECT_EQ(after(pace, {10, 10, 10, 10}), parts_inflight_max);
}

TEST(Pace, a_part_that_waits_for_all_others_narrows_it) {
  Pace pace;
  EXPECT_EQ(after(pace, {10, 10, 10}), 4u);
  EXPECT_EQ(after(pace, {40}), 3u) << "three of four waited";
  EXPECT_EQ(after(pace, {30}), 2u) << "two of three";
  EXPECT_EQ(after(pace, {20, 20, 20}), 2u) << "one of two is read while the other is written";
}

TEST(Pace, what_takes_long_for_other_reasons_leaves_one_under_way) {
  Pace pace;
  EXPECT_EQ(after(pace, {10, 10, 10}), 4u);
  EXPECT_EQ(after(pace, {100, 100, 100, 100, 100}), 1u);
  EXPECT_EQ(after(pace, {100, 100}), 1u) << "never none";
}

TEST(Pace, a_way_that_became_longer_for_good_is_believed_in_the_end) {
  Pace pace;
  (void)after(pace, {10, 10, 10});
  EXPECT_EQ(after(pace, std::vector<int>(20, 20)), 2u);
  EXPECT_EQ(after(pace, std::vector<int>(80, 20)), parts_inflight_max);
}

TEST(Pace, fewer_under_way_than_allowed_say_nothing_of_room_for_more) {
  Pace pace;
  (void)after(pace, {10});
  pace.taken(std::chrono::milliseconds(10), 1);
  EXPECT_EQ(pace.inflight_max(), 2u);
  pace.taken(Duration{}, 2);
  EXPECT_EQ(pace.inflight_max(), 3u) << "a clock that stood still is no fault";
}

}  // namespace
}  // namespace shoal::cluster
