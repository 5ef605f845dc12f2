#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "schema/yaml/yaml.hpp"

namespace shoal::yaml {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Digits of one base, with underscores between them. Too large for 64 bits becomes a double.
std::optional<json::Value> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X"))
    base = 16, text.remove_prefix(2);
  else if (text.starts_with("0b") || text.starts_with("0B"))
    base = 2, text.remove_prefix(2);
  else if (text.starts_with("0o"))
    base = 8, text.remove_prefix(2);
  else if (text.size() > 1 && text[0] == '0')
    base = 8, text.remove_prefix(1);
  if (text.empty() || text[0] == '_') return std::nullopt;
  std::string digits(text);
  std::erase(digits, '_');
  uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value, base);
  if (parsed.ptr != end) return std::nullopt;
  constexpr uint64_t most = std::numeric_limits<int64_t>::max();
  if (parsed.ec == std::errc() && value <= most + (negative ? 1 : 0))
    return json::Value(static_cast<int64_t>(negative ? 0 - value : value));
  if (base != 10) return std::nullopt;
  double large = 0;
  std::from_chars(digits.data(), end, large);
  return json::Value(negative ? -large : large);
}

std::optional<json::Value> real_number(std::string_view text) {
  std::string digits(text.substr(text.starts_with('+') ? 1 : 0));
  std::erase(digits, '_');
  const size_t first = digits.starts_with('-') ? 1 : 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool number = digits.size() > first &&
                      (digit(digits[first]) || (digits[first] == '.' && digits.size() > first + 1));
  if (!number || digits.find_first_not_of("0123456789.eE+-") != std::string::npos)
    return std::nullopt;
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return json::Value(value);
}

}  // namespace

json::Value plain_scalar(std::string_view text) {
  if (any_of(text, {"", "~", "null", "Null", "NULL"})) return {};
  if (any_of(text, {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}))
    return json::Value(true);
  if (any_of(text, {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}))
    return json::Value(false);
  const char first = text[0];
  if (!(first >= '0' && first <= '9') && first != '-' && first != '+' && first != '.')
    return json::Value(text);
  if (auto whole = whole_number(text)) return *std::move(whole);
  if (auto real = real_number(text)) return *std::move(real);
  return json::Value(text);
}

}  // namespace shoal::yaml
