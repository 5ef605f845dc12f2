#include "actors/apiserver/http/uri.hpp"

#include <algorithm>

namespace shoal::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

Status bad(std::string why) {
  return Status(Code::bad_request, std::move(why));
}

// Proxies' absolute form loses its scheme and host: both are known from the connection.
std::string_view without_origin(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    size_t slash = target.find_first_of("/?", scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return bad("a broken percent escape");
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text, bool keep_slash) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (char c : text) {
    if (is_unreserved(c) || (c == '/' && keep_slash)) {
      encoded += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return encoded;
}

Result<Query> parse_query(std::string_view raw) {
  Query query;
  while (!raw.empty()) {
    size_t end = std::min(raw.find('&'), raw.size());
    std::string_view part = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (part.empty()) continue;
    if (query.parameters().size() >= query_parameters_max) return bad("too many query parameters");
    size_t equals = part.find('=');
    SHOAL_ASSIGN(std::string name, percent_decode(part.substr(0, equals), true));
    std::string value;
    if (equals != std::string_view::npos) {
      SHOAL_ASSIGN(value, percent_decode(part.substr(equals + 1), true));
    }
    query.add(std::move(name), std::move(value));
  }
  return query;
}

Status parse_target(std::string_view target, Request& request) {
  if (target.size() > target_bytes_max) return bad("the request target is too long");
  for (unsigned char c : target) {
    if (c <= 0x20 || c == 0x7f) return bad("the request target has a control character or space");
  }
  std::string_view rest = without_origin(target);
  rest = rest.substr(0, rest.find('#'));
  size_t question = rest.find('?');
  std::string_view path = rest.substr(0, question);
  if (path.empty() || path[0] != '/') return bad("the request target has no path");
  SHOAL_ASSIGN(request.path, percent_decode(path, false));
  if (request.path.find('\0') != std::string::npos) return bad("the path has a NUL");
  request.target = rest;
  if (question != std::string_view::npos) {
    request.raw_query = rest.substr(question + 1);
    SHOAL_ASSIGN(request.query, parse_query(request.raw_query));
  }
  return Status();
}

}  // namespace shoal::http
