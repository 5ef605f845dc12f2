// A second, slow reader of JSON that runs only when the fast one has refused: it finds the fault
// and words it as Go's encoding/json does.

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <string>

#include "schema/json/parse.hpp"

namespace shoal::json {
namespace {

std::string quote(unsigned char c) {
  char buffer[16];
  switch (c) {
    case '\'':
      return R"('\'')";
    case '\\':
      return R"('\\')";
    case '\a':
      return R"('\a')";
    case '\b':
      return R"('\b')";
    case '\f':
      return R"('\f')";
    case '\n':
      return R"('\n')";
    case '\r':
      return R"('\r')";
    case '\t':
      return R"('\t')";
    case '\v':
      return R"('\v')";
    default:
      break;
  }
  if (c < 0x20 || c == 0x7f) {
    std::snprintf(buffer, sizeof buffer, "'\\x%02x'", c);
  } else if (c < 0x7f) {
    std::snprintf(buffer, sizeof buffer, "'%c'", c);
  } else if (c <= 0xa0 || c == 0xad) {
    std::snprintf(buffer, sizeof buffer, "'\\u%04x'", c);
  } else {
    std::snprintf(buffer, sizeof buffer, "'%c%c'", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
  }
  return buffer;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::string run() {
    value();
    while (fault_.empty() && !open_.empty()) after_value();
    skip_space();
    if (fault_.empty() && at_ < text_.size()) refuse("after top-level value");
    return fault_;
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }

  void skip_space() {
    while (!done() && std::string_view(" \t\r\n").find(peek()) != std::string_view::npos) ++at_;
  }
  void refuse(std::string_view where) {
    if (!fault_.empty()) return;
    fault_ = done() ? "unexpected end of JSON input"
                    : "invalid character " + quote(static_cast<unsigned char>(peek())) + " " +
                          std::string(where);
  }
  bool take(char c) {
    if (done() || peek() != c) return false;
    ++at_;
    return true;
  }

  // One value up to its end, or up to the first element of the containers it opens.
  void value() {
    while (fault_.empty()) {
      skip_space();
      if (take('{')) {
        open_ += '{';
        skip_space();
        if (take('}')) return open_.pop_back();
        key();
      } else if (take('[')) {
        open_ += '[';
        skip_space();
        if (take(']')) return open_.pop_back();
      } else {
        return scalar();
      }
    }
  }

  void after_value() {
    skip_space();
    const bool object = open_.back() == '{';
    if (take(object ? '}' : ']')) return open_.pop_back();
    if (!take(',')) return refuse(object ? "after object key:value pair" : "after array element");
    if (object) key();
    value();
  }

  void key() {
    skip_space();
    if (done() || peek() != '"') return refuse("looking for beginning of object key string");
    string();
    skip_space();
    if (fault_.empty() && !take(':')) refuse("after object key");
  }

  void scalar() {
    if (done()) return refuse("");
    switch (peek()) {
      case '"':
        return string();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        break;
    }
    if (peek() == '-' || is_digit()) return number();
    refuse("looking for beginning of value");
  }

  void literal(std::string_view word) {
    for (char expected : word) {
      if (take(expected)) continue;
      return refuse("in literal " + std::string(word) + " (expecting '" + expected + "')");
    }
  }

  void string() {
    ++at_;
    while (!done() && peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20) return refuse("in string literal");
      if (!take('\\')) {
        ++at_;
      } else if (take('u')) {
        for (int i = 0; i < 4; ++i, ++at_) {
          if (done() || !std::isxdigit(static_cast<unsigned char>(peek())))
            return refuse("in \\u hexadecimal character escape");
        }
      } else if (done() || std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos) {
        return refuse("in string escape code");
      } else {
        ++at_;
      }
    }
    if (!take('"')) refuse("");
  }

  bool is_digit() const { return !done() && peek() >= '0' && peek() <= '9'; }
  bool digits(std::string_view where) {
    if (!is_digit()) refuse(where);
    while (is_digit()) ++at_;
    return fault_.empty();
  }

  void number() {
    take('-');
    if (!take('0') && !digits("in numeric literal")) return;
    if (take('.') && !digits("after decimal point in numeric literal")) return;
    if (!take('e') && !take('E')) return;
    if (!take('+')) take('-');
    digits("in exponent of numeric literal");
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string open_;  // the containers around the current place, outermost first
  std::string fault_;
};

}  // namespace

std::string syntax_error(std::string_view text) {
  return Scanner(text).run();
}

namespace {

bool is_wider_than_64_bits(std::string_view number) {
  constexpr size_t digits_max = 18;
  if (number.size() <= digits_max || number.find_first_of(".eE") != std::string_view::npos)
    return false;
  int64_t below = 0;
  uint64_t above = 0;
  const char* end = number.data() + number.size();
  return std::from_chars(number.data(), end, below).ec != std::errc{} &&
         std::from_chars(number.data(), end, above).ec != std::errc{};
}

}  // namespace

std::string widen_integers(std::string_view text) {
  constexpr std::string_view number_letters = "0123456789+-.eE";
  std::string widened;
  for (size_t i = 0; i < text.size();) {
    size_t end = i + 1;
    if (text[i] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    } else if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9')) {
      end = std::min(text.find_first_not_of(number_letters, i), text.size());
    }
    const std::string_view token = text.substr(i, end - i);
    widened += token;
    const bool number = number_letters.find(token[0]) != std::string_view::npos;
    if (number && is_wider_than_64_bits(token)) widened += "e0";
    i = end;
  }
  return widened;
}

}  // namespace shoal::json
