#include "schema/values/int_or_string.hpp"

#include <charconv>

namespace shoal::api {

std::string IntOrString::to_string() const {
  return is_text_ ? text_ : std::to_string(number_);
}

std::optional<int32_t> IntOrString::percent() const {
  if (!is_text_ || text_.size() < 2 || text_.back() != '%') return std::nullopt;
  const char* end = text_.data() + text_.size() - 1;
  int32_t value = 0;
  auto [rest, error] = std::from_chars(text_.data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

std::optional<int64_t> IntOrString::scaled(int64_t total, Rounding rounding) const {
  if (!is_text_) return number_;
  auto part = percent();
  if (!part) return std::nullopt;
  // 128 bits: an outside total times an outside percentage must not overflow.
  __int128 product = static_cast<__int128>(total) * *part;
  __int128 quotient = product / 100;
  __int128 rest = product % 100;
  if (rounding == Rounding::up && rest > 0) ++quotient;
  if (rounding == Rounding::down && rest < 0) --quotient;
  if (quotient > INT64_MAX) return INT64_MAX;
  if (quotient < INT64_MIN) return INT64_MIN;
  return static_cast<int64_t>(quotient);
}

}  // namespace shoal::api
