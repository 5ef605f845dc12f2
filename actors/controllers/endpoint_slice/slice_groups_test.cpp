#include "actors/controllers/endpoint_slice/slice_groups.hpp"

#include <gtest/gtest.h>

namespace shoal::controllers {
namespace {

using discovery::EndpointSlice;

SliceContent content(size_t first, size_t count) {
  SliceContent made;
  made.ports.emplace_back().port = 80;
  for (size_t i = first; i < first + count; ++i)
    made.endpoints.emplace_back().addresses = {"10.1.0." + std::to_string(i)};
  return made;
}

std::vector<SliceContent> one_group(SliceContent group) {
  std::vector<SliceContent> groups;
  groups.push_back(std::move(group));
  return groups;
}

EndpointSlice slice(size_t first, size_t count) {
  auto made = content(first, count);
  EndpointSlice out;
  out.endpoints = made.endpoints;
  out.ports = made.ports;
  return out;
}

size_t count_of(const std::optional<SliceContent>& content) {
  return content ? content->endpoints.size() : 0;
}

TEST(Slices, hold_a_hundred_and_not_one_more) {
  auto exact = arrange(one_group(content(0, slice_endpoints_max)), {});
  EXPECT_EQ(exact.created.size(), 1u);
  auto one_more = arrange(one_group(content(0, slice_endpoints_max + 1)), {});
  ASSERT_EQ(one_more.created.size(), 2u);
  EXPECT_EQ(one_more.created[0].endpoints.size(), slice_endpoints_max);
  EXPECT_EQ(one_more.created[1].endpoints.size(), 1u);
}

TEST(Slices, a_new_endpoint_goes_where_something_is_written_anyway) {
  auto loses = slice(0, 50), unchanged = slice(100, 60);
  auto wanted = content(1, 49);  // without the first
  auto rest = content(100, 61);  // and one that is new
  wanted.endpoints.insert(wanted.endpoints.end(), rest.endpoints.begin(), rest.endpoints.end());
  auto arranged = arrange(one_group(std::move(wanted)), {&loses, &unchanged});
  EXPECT_TRUE(arranged.created.empty());
  EXPECT_EQ(count_of(arranged.kept[0]), 50u);
  EXPECT_TRUE(arranged.kept[1]->endpoints == unchanged.endpoints);
}

TEST(Slices, otherwise_into_the_fullest_that_has_room_for_all) {
  auto full = slice(0, slice_endpoints_max), half = slice(200, 50), few = slice(300, 3);
  SliceContent wanted = content(0, slice_endpoints_max);
  for (auto more : {content(200, 52), content(300, 3)})
    wanted.endpoints.insert(wanted.endpoints.end(), more.endpoints.begin(), more.endpoints.end());
  auto arranged = arrange(one_group(std::move(wanted)), {&full, &few, &half});
  EXPECT_TRUE(arranged.created.empty());
  EXPECT_EQ(count_of(arranged.kept[1]), 3u);
  EXPECT_EQ(count_of(arranged.kept[2]), 52u);
}

TEST(Slices, an_endpoint_of_two_slices_stays_in_one) {
  auto a = slice(0, 2), b = slice(1, 2);
  auto arranged = arrange(one_group(content(0, 3)), {&a, &b});
  EXPECT_EQ(count_of(arranged.kept[0]) + count_of(arranged.kept[1]), 3u);
}

TEST(Slices, one_that_is_left_empty_goes) {
  auto a = slice(0, 2), b = slice(5, 2);
  auto arranged = arrange(one_group(content(0, 2)), {&a, &b});
  EXPECT_TRUE(arranged.kept[0].has_value());
  EXPECT_FALSE(arranged.kept[1].has_value());
}

}  // namespace
}  // namespace shoal::controllers
