#include "storage/room/disk_room.hpp"

#include <gtest/gtest.h>

namespace shoal::room {
namespace {

constexpr uint64_t mib = 1u << 20, gib = uint64_t{1} << 30;

TEST(DiskRoom, of_a_large_disk_bytes_stay_free_and_of_a_small_one_a_part) {
  const DiskMarks marks;
  EXPECT_EQ(marks.soft.of(1000 * gib), gib);
  EXPECT_EQ(marks.soft.of(2000 * mib), 100 * mib) << "a twentieth";
  EXPECT_EQ(marks.critical.of(1000 * gib), 64 * mib);
  EXPECT_EQ(marks.critical.of(1000 * mib), 20 * mib) << "a fiftieth";
}

TEST(DiskRoom, a_mark_is_left_only_with_more_room_than_it_asks_for) {
  const DiskMarks marks{{800 * mib, {}}, {80 * mib, {}}};
  const struct {
    uint64_t free_mib;
    DiskState before;
    DiskState after;
  } table[] = {
      {800, DiskState::ok, DiskState::ok},        {799, DiskState::ok, DiskState::soft},
      {899, DiskState::soft, DiskState::soft},    {900, DiskState::soft, DiskState::ok},
      {80, DiskState::soft, DiskState::soft},     {79, DiskState::soft, DiskState::critical},
      {79, DiskState::ok, DiskState::critical},   {89, DiskState::critical, DiskState::critical},
      {90, DiskState::critical, DiskState::soft}, {899, DiskState::critical, DiskState::soft},
      {900, DiskState::critical, DiskState::ok},  {0, DiskState::ok, DiskState::critical},
  };
  for (const auto& row : table)
    EXPECT_EQ(to_string(state_of({row.free_mib * mib, 100 * gib}, marks, row.before)),
              to_string(row.after))
        << row.free_mib << " MiB after " << to_string(row.before);
}

TEST(DiskRoom, the_soft_mark_is_never_below_the_critical_one) {
  const DiskMarks marks{{10 * mib, {}}, {{}, 20}};
  EXPECT_EQ(state_of({15 * mib, gib}, marks), DiskState::critical);
  EXPECT_EQ(state_of({25 * mib, gib}, marks), DiskState::ok);
}

TEST(DiskRoom, a_mark_is_a_size_or_a_part_of_the_disk) {
  EXPECT_EQ(parse_mark("512MiB")->bytes, 512 * mib);
  EXPECT_EQ(parse_mark("512Mi")->bytes, 512 * mib);
  EXPECT_EQ(parse_mark("2GiB")->bytes, 2 * gib);
  EXPECT_EQ(parse_mark("1000000")->bytes, 1'000'000u);
  EXPECT_EQ(parse_mark("5%")->permille, 50u);
  EXPECT_EQ(parse_mark("2.5%")->permille, 25u);
  EXPECT_EQ(parse_mark("50%")->permille, 500u);
  for (const char* wrong : {"", "%", "MiB", "-1", "1.5GiB", "51%", "2.55%", "5 %", "1TB", "1e3",
                            "99999999999GiB", "18446744073709551616"})
    EXPECT_EQ(parse_mark(wrong).status().code(), Code::invalid) << wrong;
}

TEST(DiskRoom, marks_of_one_kind_are_held_against_each_other) {
  EXPECT_TRUE(check_marks({}).ok());
  EXPECT_TRUE(check_marks({{100, {}}, {100, {}}}).ok());
  EXPECT_EQ(check_marks({{100, {}}, {101, {}}}).code(), Code::invalid);
  EXPECT_EQ(check_marks({{{}, 20}, {{}, 30}}).code(), Code::invalid);
  EXPECT_TRUE(check_marks({{{}, 20}, {uint64_t{1} << 40, {}}}).ok()) << "only a disk can tell";
}

TEST(DiskRoom, a_shortage_is_told_in_numbers) {
  EXPECT_EQ(shortage({1 * mib, 40 * mib}, DiskMark{{}, 50}), "has 1 MiB left, and below 1 MiB");
  EXPECT_EQ(shortage({900 * mib, 100 * gib}, DiskMark{gib, 50}),
            "has 900 MiB left, and below 1024 MiB");
}

}  // namespace
}  // namespace shoal::room
