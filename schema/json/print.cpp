#include <charconv>
#include <cmath>

#include "schema/json/writer.hpp"

namespace shoal::json {

std::string print(const Value& value) {
  Writer writer;
  writer.value(value);
  return writer.take();
}

void print(const Value& value, std::string& out) {
  out += print(value);
}

namespace {

void line(std::string& out, size_t depth) {
  out += '\n';
  out.append(depth * 2, ' ');
}

void pretty(const Value& value, std::string& out, size_t depth) {
  if (value.is_array() && !value.elements().empty()) {
    char before = '[';
    for (const Value& element : value.elements()) {
      out += std::exchange(before, ',');
      line(out, depth + 1);
      pretty(element, out, depth + 1);
    }
    line(out, depth);
    out += ']';
  } else if (value.is_object() && !value.members().empty()) {
    char before = '{';
    for (const Member& member : value.members()) {
      out += std::exchange(before, ',');
      line(out, depth + 1);
      out += print(Value(member.key)) + ": ";
      pretty(member.value, out, depth + 1);
    }
    line(out, depth);
    out += '}';
  } else {
    print(value, out);
  }
}

}  // namespace

void print_pretty(const Value& value, std::string& out) {
  pretty(value, out, 0);
}

std::string print_number(double value) {
  if (!std::isfinite(value)) return "null";
  // Also the negative one, which reads back as the integer 0 when it is printed as "-0".
  if (value == 0) return "0";
  char buffer[64];
  const double size = std::fabs(value);
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string text(buffer, end);
  if (size < 1e-6 || size >= 1e21) {
    // Go drops the leading zero of a one-digit negative exponent: 1e-07 is printed as 1e-7.
    const size_t padded = text.find("e-0");
    if (padded != std::string::npos) text.erase(padded + 2, 1);
    return text;
  }
  // The shortest digits, laid out around the point: to_chars' own fixed format would add digits
  // that the shortest form does not have.
  const size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  std::string digits = text.substr(0, e);
  const std::string sign = digits[0] == '-' ? "-" : "";
  std::erase_if(digits, [](char c) { return c == '.' || c == '-'; });
  if (exponent < 0) return sign + "0." + std::string(size_t(-exponent - 1), '0') + digits;
  const size_t whole = size_t(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace shoal::json
