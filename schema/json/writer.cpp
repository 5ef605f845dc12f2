#include "schema/json/writer.hpp"

#include <algorithm>
#include <charconv>

#include "schema/json/parse.hpp"

namespace shoal::json {
namespace {

bool needs_care(unsigned char c) {
  return c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
}

// Bytes before the first that is not plain ASCII text. Eight at a time: a byte below 0x20, a quote,
// a backslash or a high bit each leave their top bit set.
size_t plain_prefix(const char* data, size_t size) {
  constexpr uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    std::memcpy(&word, data + i, 8);
    const uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
    const uint64_t care = (word - ones * 0x20) | (quote - ones) | (slash - ones) | word;
    if (care & tops) break;
  }
  while (i < size && !needs_care(static_cast<unsigned char>(data[i]))) ++i;
  return i;
}

// Length of the well-formed UTF-8 sequence at the front, 0 when it is ill formed.
size_t sequence_length(std::string_view s) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto follows = [&](size_t i) { return i < s.size() && (at(i) & 0xc0) == 0x80; };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (!follows(1) || !follows(2)) return 0;
    if (lead == 0xe0 && at(1) < 0xa0) return 0;
    if (lead == 0xed && at(1) > 0x9f) return 0;
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (lead == 0xf0 && at(1) < 0x90) return 0;
    if (lead == 0xf4 && at(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

size_t put_control(unsigned char c, char* out) {
  constexpr char digits[] = "0123456789abcdef";
  const auto pair = [&](char letter) {
    out[0] = '\\', out[1] = letter;
    return size_t{2};
  };
  switch (c) {
    case '"':
      return pair('"');
    case '\\':
      return pair('\\');
    case '\b':
      return pair('b');
    case '\f':
      return pair('f');
    case '\n':
      return pair('n');
    case '\r':
      return pair('r');
    case '\t':
      return pair('t');
    default:
      break;
  }
  const char text[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
  std::memcpy(out, text, 6);
  return 6;
}

}  // namespace

void Writer::grow(size_t more) {
  const size_t used = buffer_ ? size() : 0;
  const size_t room = std::max(used + more + 64, used * 2);
  auto next = std::unique_ptr<char[]>(new char[room]);
  if (used != 0) std::memcpy(next.get(), buffer_.get(), used);
  buffer_ = std::move(next);
  end_ = buffer_.get() + used;
  limit_ = buffer_.get() + room;
}

void Writer::integer(int64_t value) {
  ensure(24);
  comma();
  end_ = std::to_chars(end_, limit_, value).ptr;
}

void Writer::number(double value) {
  raw(print_number(value));
}

void Writer::text(std::string_view value) {
  ensure(value.size() + 3);
  comma();
  *end_++ = '"';
  const size_t plain = plain_prefix(value.data(), value.size());
  if (plain != 0) std::memcpy(end_, value.data(), plain);
  end_ += plain;
  if (plain != value.size()) escape(value, plain);
  ensure(1);
  *end_++ = '"';
}

void Writer::escape(std::string_view value, size_t from) {
  for (size_t i = from; i < value.size();) {
    ensure(value.size() - i + 8);
    const auto c = static_cast<unsigned char>(value[i]);
    if (!needs_care(c)) {
      const size_t plain = plain_prefix(value.data() + i, value.size() - i);
      std::memcpy(end_, value.data() + i, plain);
      end_ += plain;
      i += plain;
      continue;
    }
    if (c < 0x80) {
      end_ += put_control(c, end_);
      ++i;
      continue;
    }
    const size_t length = sequence_length(value.substr(i));
    const bool separator = length == 3 && value.compare(i, 2, "\xe2\x80") == 0 &&
                           (static_cast<unsigned char>(value[i + 2]) | 1) == 0xa9;
    if (length == 0 || separator) {
      const char* escaped = length == 0 ? "\\ufffd" : value[i + 2] & 1 ? "\\u2029" : "\\u2028";
      std::memcpy(end_, escaped, 6);
      end_ += 6;
    } else {
      std::memcpy(end_, value.data() + i, length);
      end_ += length;
    }
    i += std::max<size_t>(length, 1);
  }
}

void Writer::base64(std::string_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  ensure((bytes.size() + 2) / 3 * 4 + 3);
  comma();
  *end_++ = '"';
  const auto at = [&](size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    *end_++ = digits[group >> 18];
    *end_++ = digits[group >> 12 & 63];
    *end_++ = i + 1 < bytes.size() ? digits[group >> 6 & 63] : '=';
    *end_++ = i + 2 < bytes.size() ? digits[group & 63] : '=';
  }
  *end_++ = '"';
}

void Writer::value(const Value& tree) {
  switch (tree.kind()) {
    case Kind::null:
      return null();
    case Kind::boolean:
      return boolean(tree.boolean());
    case Kind::integer:
      return integer(tree.integer());
    case Kind::number:
      return number(tree.number());
    case Kind::text:
      return text(tree.text());
    case Kind::array:
      begin_array();
      for (const Value& element : tree.elements()) value(element);
      return end_array();
    case Kind::object:
      begin_object();
      for (const Member& member : tree.members()) key(member.key), value(member.value);
      return end_object();
  }
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const size_t length = sequence_length(text);
    if (length == 0) repaired += "\xef\xbf\xbd";
    repaired.append(text.substr(0, length));
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return repaired;
}

}  // namespace shoal::json
