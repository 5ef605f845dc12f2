#include "actors/cluster/rules/snapshot_room.hpp"

#include <gtest/gtest.h>

namespace shoal::cluster {
namespace {

const Status full(Code::too_many_requests, "no space left on device");

TEST(SnapshotRoom, a_full_disk_is_told_once_and_its_senders_wait) {
  SnapshotRoom room;
  MonoTime now{std::chrono::hours(1)};
  EXPECT_TRUE(room.may_begin(now).ok());
  EXPECT_FALSE(room.note({}, false, now));
  EXPECT_TRUE(room.note(full, false, now));
  EXPECT_EQ(room.may_begin(now + snapshot_room_pause / 2).code(), Code::too_many_requests);
  now += snapshot_room_pause;
  EXPECT_TRUE(room.may_begin(now).ok());
  EXPECT_FALSE(room.note(full, false, now)) << "the same again";
  EXPECT_FALSE(room.may_begin(now).ok());
}

TEST(SnapshotRoom, once_one_went_in_the_next_refusal_is_news) {
  SnapshotRoom room;
  const MonoTime now{std::chrono::hours(1)};
  EXPECT_TRUE(room.note(full, false, now));
  EXPECT_FALSE(room.note({}, false, now));
  EXPECT_FALSE(room.note({}, true, now));
  EXPECT_TRUE(room.note(full, false, now));
}

TEST(SnapshotRoom, other_refusals_are_not_its_concern) {
  SnapshotRoom room;
  const MonoTime now{std::chrono::hours(1)};
  EXPECT_FALSE(room.note({Code::bad_request, "out of order"}, false, now));
  EXPECT_TRUE(room.may_begin(now).ok());
}

}  // namespace
}  // namespace shoal::cluster
