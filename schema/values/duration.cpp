#include <array>
#include <optional>

#include "schema/values/time.hpp"

namespace shoal::api {
namespace {

struct Unit {
  std::string_view name;
  uint64_t ns;
};
// Longer names first: "ms" must not be read as minutes.
constexpr std::array<Unit, 8> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"µs", 1'000},  // U+00B5, micro sign
                                     {"μs", 1'000},  // U+03BC, Greek mu
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};
constexpr uint64_t magnitude_max = uint64_t{1} << 63;

bool digit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::optional<Unit> take_unit(std::string_view& text) {
  for (const Unit& unit : units)
    if (text.starts_with(unit.name)) {
      text.remove_prefix(unit.name.size());
      return unit;
    }
  return std::nullopt;
}

// One number with its unit, "1.5h", in nanoseconds.
std::optional<uint64_t> take_part(std::string_view& text) {
  unsigned __int128 whole = 0;
  long double fraction = 0, scale = 1;
  bool any = false;
  for (; digit(text); text.remove_prefix(1), any = true) {
    whole = whole * 10 + (text[0] - '0');
    if (whole > magnitude_max) return std::nullopt;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    for (; digit(text); text.remove_prefix(1), any = true) {
      scale /= 10;
      fraction += scale * (text[0] - '0');
    }
  }
  auto unit = take_unit(text);
  if (!any || !unit) return std::nullopt;
  unsigned __int128 total = whole * unit->ns + static_cast<uint64_t>(fraction * unit->ns + 1e-6L);
  if (total > magnitude_max) return std::nullopt;
  return static_cast<uint64_t>(total);
}

std::string with_fraction(uint64_t value, uint64_t unit, std::string_view name) {
  std::string text = std::to_string(value / unit);
  if (uint64_t rest = value % unit) {
    std::string digits = std::to_string(unit + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return text.append(name);
}

}  // namespace

Result<Duration> Duration::parse(std::string_view text) {
  const Status bad(Code::bad_request, "time: invalid duration \"" + std::string(text) + "\"");
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration();
  if (text.empty()) return bad;
  uint64_t total = 0;
  while (!text.empty()) {
    auto part = take_part(text);
    if (!part || total > magnitude_max - *part) return bad;
    total += *part;
  }
  if (!negative && total == magnitude_max) return bad;
  return Duration(static_cast<int64_t>(negative ? uint64_t{0} - total : total));
}

std::string Duration::to_string() const {
  if (ns_ == 0) return "0s";
  std::string sign = ns_ < 0 ? "-" : "";
  uint64_t ns = ns_ < 0 ? uint64_t{0} - static_cast<uint64_t>(ns_) : static_cast<uint64_t>(ns_);
  if (ns < 1'000) return sign + std::to_string(ns) + "ns";
  if (ns < 1'000'000) return sign + with_fraction(ns, 1'000, "µs");
  if (ns < 1'000'000'000) return sign + with_fraction(ns, 1'000'000, "ms");
  constexpr uint64_t minute = 60'000'000'000, hour = 60 * minute;
  if (ns >= hour) sign += std::to_string(ns / hour) + "h";
  if (ns >= minute) sign += std::to_string(ns % hour / minute) + "m";
  return sign + with_fraction(ns % minute, 1'000'000'000, "s");
}

}  // namespace shoal::api
