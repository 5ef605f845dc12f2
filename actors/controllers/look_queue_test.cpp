#include "actors/controllers/look_queue.hpp"

#include <gtest/gtest.h>

namespace shoal::controllers {
namespace {

MonoTime at(Duration d) {
  return MonoTime(d);
}
ObjectName named(const char* name) {
  return {nullptr, "default", name};
}

TEST(LookQueue, any_number_of_wakes_is_one_look) {
  LookQueue queue;
  for (int i = 0; i < 5; ++i) queue.add(named("a"), at(1s));
  EXPECT_EQ(queue.take(at(1s)), std::vector{named("a")});
  EXPECT_TRUE(queue.take(at(1s)).empty());
}

TEST(LookQueue, a_wake_in_hand_is_one_more_look_after_the_gap) {
  LookQueue queue({.gap = 10ms});
  queue.add(named("a"), at(1s));
  (void)queue.take(at(1s));
  queue.add(named("a"), at(1s));
  queue.done(named("a"), at(1s), {});
  EXPECT_TRUE(queue.take(at(1s)).empty());
  EXPECT_EQ(queue.next_due(), at(1s + 10ms));
  EXPECT_EQ(queue.take(at(1s + 10ms)).size(), 1u);
}

TEST(LookQueue, failures_back_off_to_a_bound_and_a_success_forgets_them) {
  LookQueue queue({.gap = 0ms, .back_off = 5ms, .back_off_max = 40ms});
  MonoTime now = at(1s);
  queue.add(named("a"), now);
  for (Duration wait : {5ms, 10ms, 20ms, 40ms, 40ms}) {
    ASSERT_EQ(queue.take(now).size(), 1u);
    queue.done(named("a"), now, {.failed = true, .jitter = 0});
    EXPECT_EQ(queue.next_due(), now + wait);
    now += wait;
  }
  (void)queue.take(now);
  queue.done(named("a"), now, {});
  EXPECT_EQ(queue.size(), 0u);
}

TEST(LookQueue, no_more_are_in_hand_than_the_bound) {
  LookQueue queue({.in_hand_max = 2});
  for (const char* name : {"a", "b", "c"}) queue.add(named(name), at(1s));
  EXPECT_EQ(queue.take(at(1s)).size(), 2u);
  EXPECT_FALSE(queue.next_due());
  queue.done(named("a"), at(1s), {});
  EXPECT_EQ(queue.take(at(1s)), std::vector{named("c")});
}

TEST(LookQueue, looks_again_when_told_and_earlier_when_woken) {
  LookQueue queue({.gap = 0ms});
  queue.add(named("a"), at(1s));
  (void)queue.take(at(1s));
  queue.done(named("a"), at(1s), {.look_again = 60s});
  EXPECT_EQ(queue.next_due(), at(61s));
  queue.add(named("a"), at(2s));
  EXPECT_EQ(queue.take(at(2s)).size(), 1u);
}

}  // namespace
}  // namespace shoal::controllers
