#include "schema/values/time.hpp"

#include <chrono>
#include <cstdio>
#include <optional>

namespace shoal::api {
namespace {

constexpr int64_t day_s = 86'400;

int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Reads fixed-width decimal fields off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view in) : in_(in) {}
  std::optional<int> number(size_t width) {
    if (in_.size() < width) return std::nullopt;
    int value = 0;
    for (char c : in_.substr(0, width)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    in_.remove_prefix(width);
    return value;
  }
  bool accept(char c) {
    if (in_.empty() || in_.front() != c) return false;
    in_.remove_prefix(1);
    return true;
  }
  // Digits until the first other character; the caller decides how many it wants.
  std::string_view digits() {
    size_t n = 0;
    while (n < in_.size() && in_[n] >= '0' && in_[n] <= '9') ++n;
    auto found = in_.substr(0, n);
    in_.remove_prefix(n);
    return found;
  }
  bool done() const { return in_.empty(); }

 private:
  std::string_view in_;
};

struct Instant {
  int64_t unix_s;
  std::string_view fraction;  // digits behind the point
};

std::optional<int64_t> scan_date(Scanner& scan) {
  auto year = scan.number(4);
  if (!year || !scan.accept('-')) return std::nullopt;
  auto month = scan.number(2);
  if (!month || !scan.accept('-')) return std::nullopt;
  auto day = scan.number(2);
  if (!day) return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                   std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * day_s;
}

std::optional<int64_t> scan_clock(Scanner& scan) {
  auto hour = scan.number(2);
  if (!hour || *hour > 23 || !scan.accept(':')) return std::nullopt;
  auto minute = scan.number(2);
  if (!minute || *minute > 59 || !scan.accept(':')) return std::nullopt;
  auto second = scan.number(2);
  if (!second || *second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second;
}

std::optional<int64_t> scan_offset(Scanner& scan) {
  if (scan.accept('Z')) return 0;
  int sign = scan.accept('+') ? 1 : scan.accept('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  auto hour = scan.number(2);
  if (!hour || *hour > 24 || !scan.accept(':')) return std::nullopt;
  auto minute = scan.number(2);
  if (!minute || *minute > 60) return std::nullopt;
  return sign * (*hour * 3600 + *minute * 60);
}

std::optional<Instant> scan_rfc3339(std::string_view text) {
  Scanner scan(text);
  auto date = scan_date(scan);
  if (!date || !scan.accept('T')) return std::nullopt;
  auto clock = scan_clock(scan);
  if (!clock) return std::nullopt;
  std::string_view fraction;
  if (scan.accept('.')) {
    fraction = scan.digits();
    if (fraction.empty()) return std::nullopt;
  }
  auto offset = scan_offset(scan);
  if (!offset || !scan.done()) return std::nullopt;
  return Instant{*date + *clock - *offset, fraction};
}

// How much of the text a part of a layout takes; nothing when it does not fit.
std::optional<size_t> taken_by(std::string_view part, std::string_view text) {
  if (part == "Z07:00") {
    Scanner scan(text);
    if (!scan_offset(scan)) return std::nullopt;
    return text.starts_with('Z') ? size_t{1} : part.size();
  }
  if (text.size() < part.size()) return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (size_t i = 0; i < part.size(); ++i)
    if (digit(part[i]) ? !digit(text[i]) : part[i] != text[i]) return std::nullopt;
  return part.size();
}

// Names the first part of the layout that the text does not fit, as Go's time package does.
Status malformed(std::string_view text, std::string_view layout) {
  static constexpr std::string_view parts[] = {"2006", "-",  "01", "-",  "02",      "T",     "15",
                                               ":",    "04", ":",  "05", ".000000", "Z07:00"};
  std::string words =
      "parsing time \"" + std::string(text) + "\" as \"" + std::string(layout) + "\": ";
  std::string_view rest = text;
  for (std::string_view part : parts) {
    if (layout.find(part) == std::string_view::npos) continue;
    const auto taken = taken_by(part, rest);
    if (!taken)
      return Status(Code::bad_request, words + "cannot parse \"" + std::string(rest) + "\" as \"" +
                                           std::string(part) + "\"");
    rest.remove_prefix(*taken);
  }
  return Status(Code::bad_request, words + "out of range");
}

std::string print_seconds(int64_t unix_s) {
  int64_t days = floor_div(unix_s, day_s);
  int second = static_cast<int>(unix_s - days * day_s);
  std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                second / 3600, second / 60 % 60, second % 60);
  return text;
}

}  // namespace

Time Time::from_unix_ns(int64_t ns) {
  return from_unix_s(floor_div(ns, 1'000'000'000));
}

Result<Time> Time::parse(std::string_view text) {
  auto instant = scan_rfc3339(text);
  if (!instant) return malformed(text, "2006-01-02T15:04:05Z07:00");
  return from_unix_s(instant->unix_s);
}

std::string Time::to_string() const {
  return is_zero() ? "" : print_seconds(unix_s()) + "Z";
}

MicroTime MicroTime::from_unix_ns(int64_t ns) {
  return from_unix_us(floor_div(ns, 1'000));
}

Result<MicroTime> MicroTime::parse(std::string_view text) {
  auto instant = scan_rfc3339(text);
  if (!instant || instant->fraction.size() != 6)
    return malformed(text, "2006-01-02T15:04:05.000000Z07:00");
  int64_t micros = 0;
  for (char c : instant->fraction) micros = micros * 10 + (c - '0');
  return from_unix_us(instant->unix_s * 1'000'000 + micros);
}

std::string MicroTime::to_string() const {
  if (is_zero()) return "";
  int64_t seconds = floor_div(unix_us(), 1'000'000);
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%06dZ",
                static_cast<int>(unix_us() - seconds * 1'000'000));
  return print_seconds(seconds) + fraction;
}

}  // namespace shoal::api
