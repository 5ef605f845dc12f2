#pragma once
// Times as the API writes them: Time with whole seconds (creationTimestamp), MicroTime with six
// digits (leases, events), Duration as Go spells it (1h30m0s). Times are UTC; their zero value is
// Go's zero time, means unset and prints null. Plain values, pure: they know no clock.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::api {

// Seconds from 0001-01-01T00:00:00Z to 1970-01-01T00:00:00Z.
inline constexpr int64_t unix_epoch_s = 62'135'596'800;

class Time {
 public:
  Time() = default;
  static Time from_unix_s(int64_t seconds) { return Time(seconds + unix_epoch_s); }
  // Rounds down to the second.
  static Time from_unix_ns(int64_t ns);
  // RFC 3339 with any offset; a fraction is cut off.
  static Result<Time> parse(std::string_view text);

  bool is_zero() const { return seconds_ == 0; }
  int64_t unix_s() const { return seconds_ - unix_epoch_s; }
  std::string to_string() const;  // 2026-01-02T03:04:05Z; empty when zero
  auto operator<=>(const Time&) const = default;

 private:
  explicit Time(int64_t seconds) : seconds_(seconds) {}
  int64_t seconds_ = 0;  // since 0001-01-01T00:00:00Z
};

class MicroTime {
 public:
  MicroTime() = default;
  static MicroTime from_unix_us(int64_t us) { return MicroTime(us + unix_epoch_s * 1'000'000); }
  // Rounds down to the microsecond.
  static MicroTime from_unix_ns(int64_t ns);
  // RFC 3339 with any offset and exactly six digits of fraction, as Kubernetes demands.
  static Result<MicroTime> parse(std::string_view text);

  bool is_zero() const { return micros_ == 0; }
  int64_t unix_us() const { return micros_ - unix_epoch_s * 1'000'000; }
  std::string to_string() const;  // 2026-01-02T03:04:05.000006Z; empty when zero
  auto operator<=>(const MicroTime&) const = default;

 private:
  explicit MicroTime(int64_t micros) : micros_(micros) {}
  int64_t micros_ = 0;  // since 0001-01-01T00:00:00Z
};

class Duration {
 public:
  Duration() = default;
  static Duration from_ns(int64_t ns) { return Duration(ns); }
  static Result<Duration> parse(std::string_view text);  // 1h30m, -1.5s, 100ms, 0

  bool is_zero() const { return ns_ == 0; }
  int64_t ns() const { return ns_; }
  std::string to_string() const;  // 1h30m0s, 1.5s, 2µs, 0s
  auto operator<=>(const Duration&) const = default;

 private:
  explicit Duration(int64_t ns) : ns_(ns) {}
  int64_t ns_ = 0;
};

}  // namespace shoal::api
