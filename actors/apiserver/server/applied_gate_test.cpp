#include "actors/apiserver/server/applied_gate.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

MonoTime at(int seconds) {
  return MonoTime(std::chrono::seconds(seconds));
}

TEST(AppliedGate, a_wait_ends_when_what_it_is_for_was_applied) {
  AppliedGate gate;
  int reached = 0;
  gate.wait_index({5}, at(3), [&](bool ok) { reached += ok; });
  gate.wait_revision({9}, at(3), [&](bool ok) { reached += ok; });
  gate.advance({5}, {8});
  EXPECT_EQ(reached, 1);
  gate.advance({6}, {9});
  EXPECT_EQ(reached, 2);
  EXPECT_FALSE(gate.expire(at(0)));
}

TEST(AppliedGate, a_wait_for_what_never_comes_ends_in_time) {
  AppliedGate gate;
  int refused = 0;
  gate.wait_revision({99'999}, at(3), [&](bool ok) { refused += !ok; });
  gate.wait_index({7}, at(4), [&](bool ok) { refused += !ok; });
  EXPECT_TRUE(gate.expire(at(2)));
  EXPECT_EQ(refused, 0);
  EXPECT_TRUE(gate.expire(at(3)));
  EXPECT_EQ(refused, 1);
  EXPECT_FALSE(gate.expire(at(4)));
  EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace shoal::api
