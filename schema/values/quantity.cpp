#include "schema/values/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace shoal::api {
namespace {

using Wide = __int128;
using Notation = Quantity::Notation;

constexpr Wide billion = 1'000'000'000;
constexpr Wide nanos_max = Wide(INT64_MAX) * billion;
// Sums stay far from the end of 128 bits: 2^63 additions of the largest parsed value cannot reach
// it.
constexpr Wide wide_max = std::numeric_limits<Wide>::max();
constexpr int nano_exponent = -9;

struct Suffix {
  std::string_view text;
  Notation notation;
  int exponent;  // of 10, or of 2 for the binary ones
};
constexpr std::array<Suffix, 16> suffixes{{{"n", Notation::decimal, -9},
                                           {"u", Notation::decimal, -6},
                                           {"m", Notation::decimal, -3},
                                           {"", Notation::decimal, 0},
                                           {"k", Notation::decimal, 3},
                                           {"M", Notation::decimal, 6},
                                           {"G", Notation::decimal, 9},
                                           {"T", Notation::decimal, 12},
                                           {"P", Notation::decimal, 15},
                                           {"E", Notation::decimal, 18},
                                           {"Ki", Notation::binary, 10},
                                           {"Mi", Notation::binary, 20},
                                           {"Gi", Notation::binary, 30},
                                           {"Ti", Notation::binary, 40},
                                           {"Pi", Notation::binary, 50},
                                           {"Ei", Notation::binary, 60}}};

std::optional<Suffix> read_suffix(std::string_view text) {
  for (const Suffix& suffix : suffixes)
    if (suffix.text == text) return suffix;
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  text.remove_prefix(1);
  if (text[0] == '+' && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  int32_t exponent = 0;
  auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return Suffix{"", Notation::exponent, exponent};
}

// a * b, cut at the largest quantity.
Wide multiply(Wide a, Wide b) {
  return a != 0 && b > nanos_max / a ? nanos_max : a * b;
}

// An unsigned decimal text as billionths times 2^shift; digits too fine are rounded up.
struct Decimal {
  std::string digits;  // without the point
  int exponent;        // value = digits * 10^exponent
};

Wide scale_decimal(const Decimal& decimal, int exponent10) {
  Wide value = 0;
  bool lost = false;
  int64_t exponent = int64_t{decimal.exponent} + exponent10 - nano_exponent;
  // Digits below 10^-9 are not read, only noticed.
  int64_t keep = static_cast<int64_t>(decimal.digits.size()) + std::min<int64_t>(exponent, 0);
  for (int64_t i = 0; i < static_cast<int64_t>(decimal.digits.size()); ++i) {
    int digit = decimal.digits[i] - '0';
    if (i >= keep)
      lost |= digit != 0;
    else
      value = std::min(nanos_max, multiply(value, 10) + digit);
  }
  for (; exponent > 0 && value != 0 && value < nanos_max; --exponent) value = multiply(value, 10);
  return std::min(nanos_max, value + lost);
}

Wide scale_binary(const Decimal& decimal, int exponent2) {
  // Digits times a power of two stay exact in decimal: the factor is folded in digit by digit.
  Wide factor = Wide(1) << exponent2;
  std::string digits;
  Wide carry = 0;
  for (auto it = decimal.digits.rbegin(); it != decimal.digits.rend(); ++it) {
    carry += factor * (*it - '0');
    digits += static_cast<char>('0' + static_cast<int>(carry % 10));
    carry /= 10;
  }
  for (; carry != 0; carry /= 10) digits += static_cast<char>('0' + static_cast<int>(carry % 10));
  std::reverse(digits.begin(), digits.end());
  return scale_decimal({std::move(digits), decimal.exponent}, 0);
}

std::optional<Decimal> read_number(std::string_view& text) {
  Decimal decimal{"", 0};
  bool point = false;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (text[0] == '.') {
      if (point) return std::nullopt;
      point = true;
    } else if (text[0] >= '0' && text[0] <= '9') {
      decimal.digits += text[0];
      decimal.exponent -= point;
    } else {
      break;
    }
  }
  if (decimal.digits.empty()) return std::nullopt;
  return decimal;
}

std::string print_wide(Wide value) {
  if (value == 0) return "0";
  std::string text;
  for (; value != 0; value /= 10) text += static_cast<char>('0' + static_cast<int>(value % 10));
  std::reverse(text.begin(), text.end());
  return text;
}

std::string print_decimal(Wide magnitude, Notation notation) {
  int exponent = nano_exponent;
  while (magnitude % 1000 == 0) magnitude /= 1000, exponent += 3;
  std::string text = print_wide(magnitude);
  if (notation == Notation::decimal)
    for (const Suffix& suffix : suffixes)
      if (suffix.notation == Notation::decimal && suffix.exponent == exponent)
        return text.append(suffix.text);
  return exponent == 0 ? text : text + "e" + std::to_string(exponent);
}

std::string print_binary(Wide magnitude) {
  int exponent = 0;
  while (magnitude % 1024 == 0 && exponent < 60) magnitude /= 1024, exponent += 10;
  std::string text = print_wide(magnitude);
  for (const Suffix& suffix : suffixes)
    if (suffix.notation == Notation::binary && suffix.exponent == exponent)
      return text.append(suffix.text);
  return text;
}

int64_t round_up(Wide nanos, Wide unit) {
  Wide whole = nanos / unit + (nanos % unit > 0 ? 1 : 0);
  return static_cast<int64_t>(std::clamp<Wide>(whole, INT64_MIN, INT64_MAX));
}

}  // namespace

Quantity Quantity::of(int64_t value, Notation notation) {
  return {value * billion, notation};
}

namespace {

Status malformed() {
  return Status(Code::bad_request,
                "quantities must match the regular expression "
                "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

// Letters that suffixes are made of, then a sign, then digits: of all else Kubernetes says that it
// is no quantity, and of this only that it does not know the suffix.
bool looks_like_suffix(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("eEinumkKMGTP"), text.size()));
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Quantity Quantity::milli(int64_t thousandths) {
  return {thousandths * (billion / 1000), Notation::decimal};
}

Result<Quantity> Quantity::parse(std::string_view text) {
  if (text.empty()) return malformed();
  bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  auto decimal = read_number(text);
  if (!decimal || !looks_like_suffix(text)) return malformed();
  auto suffix = read_suffix(text);
  if (!suffix) return Status(Code::bad_request, "unable to parse quantity's suffix");
  bool binary = suffix->notation == Notation::binary;
  Wide nanos =
      binary ? scale_binary(*decimal, suffix->exponent) : scale_decimal(*decimal, suffix->exponent);
  // A fraction of one has no binary form.
  Notation notation = binary && nanos < billion ? Notation::decimal : suffix->notation;
  return Quantity(negative ? -nanos : nanos, notation);
}

std::string Quantity::to_string() const {
  if (nanos_ == 0) return "0";
  Wide magnitude = nanos_ < 0 ? -nanos_ : nanos_;
  std::string sign = nanos_ < 0 ? "-" : "";
  bool binary =
      notation_ == Notation::binary && magnitude >= 1024 * billion && magnitude % billion == 0;
  if (binary) return sign + print_binary(magnitude / billion);
  return sign +
         print_decimal(magnitude, notation_ == Notation::binary ? Notation::decimal : notation_);
}

int64_t Quantity::value() const {
  return round_up(nanos_, billion);
}
int64_t Quantity::milli_value() const {
  return round_up(nanos_, billion / 1000);
}

Quantity& Quantity::operator+=(const Quantity& other) {
  if (nanos_ == 0) notation_ = other.notation_;
  Wide sum = 0;
  if (__builtin_add_overflow(nanos_, other.nanos_, &sum)) sum = nanos_ < 0 ? -wide_max : wide_max;
  nanos_ = sum;
  return *this;
}

Quantity& Quantity::operator-=(const Quantity& other) {
  return *this += -other;
}

Quantity Quantity::operator-() const {
  return {-nanos_, notation_};
}

}  // namespace shoal::api
