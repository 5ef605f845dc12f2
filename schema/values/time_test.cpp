#include "schema/values/time.hpp"

#include <gtest/gtest.h>

namespace shoal::api {
namespace {

TEST(Time, prints_what_it_read) {
  for (const char* text : {"2026-01-02T03:04:05Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z",
                           "0001-01-01T00:00:01Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z"})
    EXPECT_EQ(Time::parse(text).value().to_string(), text);
}

TEST(Time, turns_offsets_into_utc_and_cuts_fractions) {
  EXPECT_EQ(Time::parse("2026-01-01T01:30:00+02:00").value().to_string(), "2025-12-31T23:30:00Z");
  EXPECT_EQ(Time::parse("2026-01-01T00:00:00-00:30").value().to_string(), "2026-01-01T00:30:00Z");
  EXPECT_EQ(Time::parse("2026-01-01T00:00:00.999Z").value().to_string(), "2026-01-01T00:00:00Z");
}

TEST(Time, refuses_what_is_no_time) {
  for (const char* text : {"", "2026", "2026-01-01", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
                           "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
                           "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00z", "2026-01-01T00:00:00Zx", "2026-1-01T00:00:00Z",
                           "2026-01-01T00:00:00+25:00"})
    EXPECT_FALSE(Time::parse(text).ok()) << text;
}

TEST(Time, zero_means_unset_and_is_the_first_moment_of_year_one) {
  EXPECT_TRUE(Time().is_zero());
  EXPECT_EQ(Time().to_string(), "");
  EXPECT_TRUE(Time::parse("0001-01-01T00:00:00Z").value().is_zero());
  EXPECT_FALSE(Time::from_unix_s(0).is_zero());
  EXPECT_EQ(Time::from_unix_s(0).to_string(), "1970-01-01T00:00:00Z");
  EXPECT_LT(Time(), Time::from_unix_s(0));
}

TEST(Time, nanoseconds_round_down_on_both_sides_of_1970) {
  EXPECT_EQ(Time::from_unix_ns(1'999'999'999).unix_s(), 1);
  EXPECT_EQ(Time::from_unix_ns(-1).unix_s(), -1);
  EXPECT_EQ(MicroTime::from_unix_ns(-1).unix_us(), -1);
}

TEST(MicroTime, has_exactly_six_digits) {
  EXPECT_EQ(MicroTime::parse("2026-01-02T03:04:05.000006Z").value().to_string(),
            "2026-01-02T03:04:05.000006Z");
  EXPECT_EQ(MicroTime::parse("1969-12-31T23:59:59.999999Z").value().unix_us(), -1);
  EXPECT_EQ(MicroTime::parse("2026-01-02T03:04:05.100000+01:00").value().to_string(),
            "2026-01-02T02:04:05.100000Z");
  for (const char* text :
       {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.0000001Z"})
    EXPECT_FALSE(MicroTime::parse(text).ok()) << text;
  EXPECT_EQ(MicroTime().to_string(), "");
}

TEST(Duration, prints_as_go_does) {
  const std::pair<const char*, const char*> cases[] = {{"0", "0s"},
                                                       {"0s", "0s"},
                                                       {"1h", "1h0m0s"},
                                                       {"90m", "1h30m0s"},
                                                       {"61s", "1m1s"},
                                                       {"1.5s", "1.5s"},
                                                       {"1500ms", "1.5s"},
                                                       {"100ms", "100ms"},
                                                       {"2us", "2µs"},
                                                       {"2µs", "2µs"},
                                                       {"2μs", "2µs"},
                                                       {"1ns", "1ns"},
                                                       {"-1m", "-1m0s"},
                                                       {"1h1ns", "1h0m0.000000001s"},
                                                       {".5s", "500ms"},
                                                       {"1h2m3s", "1h2m3s"},
                                                       {"2540400h10m10s", "2540400h10m10s"}};
  for (const auto& [text, want] : cases) {
    auto duration = Duration::parse(text);
    ASSERT_TRUE(duration.ok()) << text;
    EXPECT_EQ(duration->to_string(), want);
    EXPECT_EQ(Duration::parse(duration->to_string()).value(), *duration);
  }
}

TEST(Duration, refuses_what_is_no_duration_or_does_not_fit) {
  for (const char* text : {"", "1", "s", ".s", "-", "1x", "1h ", "1e3s", "3000000h",
                           "9223372036854775808ns", "99999999999999999999h"})
    EXPECT_FALSE(Duration::parse(text).ok()) << text;
  EXPECT_EQ(Duration::parse("-9223372036854775808ns").value().ns(), INT64_MIN);
  EXPECT_EQ(Duration::from_ns(INT64_MIN).to_string(), "-2562047h47m16.854775808s");
}

}  // namespace
}  // namespace shoal::api
