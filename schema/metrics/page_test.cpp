#include "schema/metrics/page.hpp"

#include <gtest/gtest.h>

#include "schema/metrics/metrics.hpp"

namespace shoal::metrics {
namespace {

std::string why_not(const std::string& text) {
  auto page = parse_page(text);
  return page.ok() ? "" : page.status().message();
}

const std::string head = "# HELP a_total A\n# TYPE a_total counter\n";
const std::string wait = "# HELP w W\n# TYPE w histogram\n";

TEST(Page, what_the_registry_prints_is_read_back) {
  Registry registry;
  registry.counters("served_total", "Served \\ so\nfar", {"path"}).with({"a\"b\\c\nd"}).add(3);
  constexpr double bounds[] = {0.1, 1};
  registry.histogram("wait_seconds", "Waits", bounds).observe(0.5);
  registry.gauges_read("letters", "Now", {"branch"}, [](const Registry::Emit& emit) {
    emit({"raft"}, 2);
    emit({"api"}, -1);
  });
  registry.gauges("empty", "No series yet", {"x"});
  auto page = parse_page(registry.render());
  ASSERT_TRUE(page.ok()) << page.status().message();
  EXPECT_EQ(page->at("served_total").samples.at(0).labels.at("path"), "a\"b\\c\nd");
  EXPECT_EQ(page->at("wait_seconds").samples.size(), 5u);
  EXPECT_EQ(page->at("letters").samples.at(1).value, -1);
  EXPECT_EQ(page->at("letters").type, "gauge");
  EXPECT_TRUE(page->at("empty").samples.empty());
}

TEST(Page, what_a_scraper_may_stumble_over_is_an_error) {
  EXPECT_EQ(why_not(head + "a_total 1"), "line 3: no newline at its end");
  EXPECT_EQ(why_not("a_total 1\n"), "line 1: a sample before its HELP and TYPE");
  EXPECT_EQ(why_not(head + "b_total 1\n"), "line 3: a sample of another family");
  EXPECT_EQ(why_not(head + "a_total 1\na_total 1\n"), "line 4: a series twice");
  EXPECT_EQ(why_not(head + "a_total -1\n"), "line 3: a negative count");
  EXPECT_EQ(why_not(head + "a_total 1 \n"), "line 3: no sample");
  EXPECT_EQ(why_not(head + "a_total 0x1\n"), "line 3: no sample");
  EXPECT_EQ(why_not(head + "a_total{} 1\n"), "line 3: no sample");
  EXPECT_EQ(why_not(head + "a_total{x=\"1\",x=\"2\"} 1\n"), "line 3: no sample");
  EXPECT_EQ(why_not(head + "a_total{x=\"\\t\"} 1\n"), "line 3: no sample");
  EXPECT_EQ(why_not(head + head), "line 3: a family twice");
  EXPECT_EQ(why_not("# HELP a A\n"), "line 1: a HELP without its TYPE");
  EXPECT_EQ(why_not("# TYPE a gauge\n"), "line 1: a TYPE without its HELP");
  EXPECT_EQ(why_not("# HELP a A\n# TYPE a summary\n"), "line 2: a bad TYPE");
  EXPECT_EQ(why_not("\n"), "line 1: no sample");
}

TEST(Page, a_histogram_must_add_up) {
  EXPECT_EQ(why_not(wait + "w_bucket{le=\"1\"} 1\nw_bucket{le=\"+Inf\"} 2\nw_sum 3\nw_count 2\n"),
            "");
  EXPECT_EQ(why_not(wait + "w_bucket{le=\"1\"} 1\nw_sum 3\nw_count 1\n"),
            "line 5: a histogram without +Inf");
  EXPECT_EQ(why_not(wait + "w_bucket{le=\"+Inf\"} 2\nw_sum 3\nw_count 1\n"),
            "line 5: buckets that do not add up");
  EXPECT_EQ(why_not(wait + "w_bucket{le=\"1\"} 3\nw_bucket{le=\"+Inf\"} 2\nw_sum 3\nw_count 2\n"),
            "line 6: buckets that do not rise");
  EXPECT_EQ(why_not(wait + "w_bucket{le=\"+Inf\"} 2\nw_count 2\n"),
            "line 4: a histogram without _sum or _count");
  EXPECT_EQ(why_not(wait + "w 1\n"), "line 3: a sample of another family");
}

}  // namespace
}  // namespace shoal::metrics
