#include <gtest/gtest.h>

#include "node/agent/address_pool.hpp"
#include "node/agent/log_text.hpp"
#include "node/agent/node_object.hpp"

namespace shoal::agent {
namespace {

TEST(AddressPool, gives_each_pod_one_and_rests_what_was_freed) {
  AddressPool pool("10.244.1.0/24");
  EXPECT_EQ(pool.claim("a"), "10.244.1.10");
  EXPECT_EQ(pool.claim("a"), "10.244.1.10");
  pool.hold("b", "10.244.1.11");
  EXPECT_EQ(pool.claim("c"), "10.244.1.12");
  pool.release("a");
  EXPECT_EQ(pool.claim("d"), "10.244.1.13");
}

TEST(AddressPool, is_empty_at_the_end_of_its_range) {
  AddressPool pool("127.3.0.0/28");
  for (int i = 10; i <= 14; ++i)
    EXPECT_EQ(pool.claim(std::to_string(i)), "127.3.0." + std::to_string(i));
  EXPECT_EQ(pool.claim("one more"), "");
  pool.release("12");
  EXPECT_EQ(pool.claim("one more"), "127.3.0.12");
}

TEST(AddressPool, has_nothing_for_what_is_no_range) {
  for (const char* bad : {"", "10.0.0.0", "10.0.0/24", "10.0.0.0/33", "fd00::/64", "10.0.0.999/24"})
    EXPECT_EQ(AddressPool(bad).claim("a"), "") << bad;
}

const char* const lines =
    "2026-11-23T18:40:00.000000001Z stdout F one\n"
    "2026-11-23T18:40:01.000000000Z stderr P tw\n"
    "2026-11-23T18:40:01.000000000Z stderr F o\n"
    "garbage\n"
    "2026-11-23T18:40:02.000000000Z stdout F three\n";

std::string text(LogOptions options) {
  LogText log(options);
  std::string out;
  log.feed(lines, out);
  log.caught_up(out);
  return out;
}

TEST(LogText, joins_parts_and_skips_what_is_no_line) {
  EXPECT_EQ(text({}), "one\ntwo\nthree\n");
  EXPECT_EQ(text({.timestamps = true}),
            "2026-11-23T18:40:00.000000001Z one\n2026-11-23T18:40:01.000000000Z two\n"
            "2026-11-23T18:40:02.000000000Z three\n");
}

TEST(LogText, tail_since_and_limit) {
  EXPECT_EQ(text({.tail_lines = 2}), "two\nthree\n");
  EXPECT_EQ(text({.tail_lines = 0}), "");
  EXPECT_EQ(text({.limit_bytes = 6}), "one\ntw");
  auto since = wall_from_unix_ns(1'795'459'202'000'000'000);  // 18:40:02
  EXPECT_EQ(text({.since = since}), "three\n");
}

TEST(LogText, a_follower_gets_the_tail_and_then_everything) {
  LogText log({.follow = true, .tail_lines = 1});
  std::string out;
  log.feed(lines, out);
  EXPECT_EQ(out, "");
  log.caught_up(out);
  log.feed("2026-11-23T18:40:03.000000000Z stdout F four\n", out);
  EXPECT_EQ(out, "three\nfour\n");
}

TEST(NodeObject, a_simulated_node_names_its_host_so_that_it_dies_with_it) {
  AgentSetup setup;
  setup.node = "n1";
  EXPECT_TRUE(new_node(setup).metadata.annotations.empty());
  setup.node = "n1-sim-0";
  setup.hosted_by = "n1";
  core::Node node = new_node(setup);
  EXPECT_EQ(node.metadata.annotations["shoal.dev/hosted-by"], "n1");
  EXPECT_FALSE(correct_labels(setup, node));
  node.metadata.annotations["shoal.dev/hosted-by"] = "n2";
  EXPECT_TRUE(correct_labels(setup, node));
  EXPECT_EQ(node.metadata.annotations["shoal.dev/hosted-by"], "n1");
}

}  // namespace
}  // namespace shoal::agent
