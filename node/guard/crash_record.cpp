#include "node/guard/crash_record.hpp"

#include <algorithm>
#include <charconv>

namespace shoal::guard {
namespace {

std::string_view value_of(std::string_view line, std::string_view key) {
  size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = line.substr(at + key.size());
  return rest.substr(0, std::min(rest.find(' '), rest.size()));
}

template <class Number>
Number number_of(std::string_view line, std::string_view key) {
  std::string_view text = value_of(line, key);
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::vector<Death> parse_crashes(std::string_view text) {
  std::vector<Death> deaths;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("death "))
      deaths.push_back({number_of<uint32_t>(line, " incarnation="),
                        std::string(value_of(line, " kind=")),
                        number_of<int>(line, " value="),
                        number_of<int64_t>(line, " lived_ms="),
                        {}});
    if (line.starts_with("slot ") && !deaths.empty())
      deaths.back().culprits.push_back({std::string(value_of(line, " actor=")),
                                        number_of<uint64_t>(line, " message="),
                                        number_of<int64_t>(line, " busy_ms=")});
  }
  return deaths;
}

}  // namespace shoal::guard
