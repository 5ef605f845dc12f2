#include "schema/metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace shoal::metrics {
namespace {

constexpr double two[] = {0.1, 1};

TEST(Metrics, are_printed_as_prometheus_reads_them) {
  Registry registry;
  registry.counter("served_total", "Requests \\ answers\nso far").add(3);
  auto& waits = registry.histograms("wait_seconds", "Waits", {"queue"}, two);
  waits.with({"a\"b"}).observe(0.1);
  waits.with({"a\"b"}).observe(std::chrono::milliseconds(500));
  waits.with({"a\"b"}).observe(2);
  registry.gauge("waiting", "Now").set(-2);
  registry.gauge_read("up_seconds", "Since the start", [] { return 1.5; });
  EXPECT_EQ(registry.render(), R"(# HELP served_total Requests \\ answers\nso far
# TYPE served_total counter
served_total 3
# HELP up_seconds Since the start
# TYPE up_seconds gauge
up_seconds 1.5
# HELP wait_seconds Waits
# TYPE wait_seconds histogram
wait_seconds_bucket{queue="a\"b",le="0.1"} 1
wait_seconds_bucket{queue="a\"b",le="1"} 2
wait_seconds_bucket{queue="a\"b",le="+Inf"} 3
wait_seconds_sum{queue="a\"b"} 2.6
wait_seconds_count{queue="a\"b"} 3
# HELP waiting Now
# TYPE waiting gauge
waiting -2
)");
}

TEST(Metrics, an_actor_that_is_started_again_counts_on) {
  Registry registry;
  registry.counter("looks_total", "").add();
  registry.counter("looks_total", "").add();
  EXPECT_EQ(registry.counter("looks_total", "").value(), 2u);
}

TEST(Metrics, labels_that_somebody_invents_do_not_eat_the_memory) {
  Registry registry;
  auto& family = registry.counters("requests_total", "", {"path", "verb"});
  for (size_t i = 0; i < series_max + 10; ++i) family.with({std::to_string(i), "get"}).add();
  size_t series = 0;
  family.each([&](const std::string&, const Counter&) { ++series; });
  EXPECT_EQ(series, series_max + 1);
  EXPECT_EQ(family.with({"other", "other"}).value(), 10u);
}

TEST(Metrics, a_registry_made_anew_counts_from_nothing) {
  for (int i = 0; i < 3; ++i) {
    Registry registry;
    auto& counter = registry.counters("x_total", "", {"a"}).with({"1"});
    EXPECT_EQ(counter.value(), 0u);
    counter.add();
    EXPECT_EQ(&registry.counters("x_total", "", {"a"}).with({"1"}), &counter);
  }
}

TEST(Metrics, values_that_run_together_are_not_the_same_labels) {
  Registry registry;
  auto& family = registry.counters("x_total", "", {"a", "b"});
  family.with({"ab", ""}).add();
  EXPECT_EQ(family.with({"a", "b"}).value(), 0u);
}

TEST(Metrics, nothing_is_lost_between_threads) {
  Registry registry;
  auto count = [&] {
    for (int i = 0; i < 10'000; ++i) {
      registry.counters("x_total", "", {"a"}).with({"1"}).add();
      registry.histogram("y_seconds", "", two).observe(0.5);
    }
  };
  std::thread one(count), other(count);
  one.join();
  other.join();
  EXPECT_EQ(registry.counters("x_total", "", {"a"}).with({"1"}).value(), 20'000u);
  EXPECT_EQ(registry.histogram("y_seconds", "", two).count(), 20'000u);
}

}  // namespace
}  // namespace shoal::metrics
