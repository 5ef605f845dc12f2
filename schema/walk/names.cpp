#include "schema/walk/names.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace shoal::schema {
namespace {

bool lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool lower_or_digit(char c) {
  return lower(c) || digit(c);
}
bool letter_or_digit(char c) {
  return lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}

// Non-empty, `inside` throughout and `edge` at both ends.
template <class Inside, class Edge>
bool shaped(std::string_view text, Inside inside, Edge edge) {
  return !text.empty() && edge(text.front()) && edge(text.back()) &&
         std::all_of(text.begin(), text.end(), inside);
}

bool is_label(std::string_view text) {
  return shaped(
      text, [](char c) { return lower_or_digit(c) || c == '-'; }, lower_or_digit);
}

bool is_subdomain(std::string_view text) {
  for (size_t dot; (dot = text.find('.')) != std::string_view::npos; text.remove_prefix(dot + 1))
    if (!is_label(text.substr(0, dot))) return false;
  return is_label(text);
}

bool is_name_part(std::string_view text) {
  const auto inside = [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; };
  return shaped(text, inside, letter_or_digit);
}

std::string longer_than(size_t limit) {
  return "must be no more than " + std::to_string(limit) + " characters";
}

constexpr const char* label_words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must "
    "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
    "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr const char* subdomain_words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', "
    "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
    "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr const char* dns1035_words =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr const char* name_part_words =
    " must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation "
    "is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr const char* label_value_words =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
    "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr const char* config_key_words =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name', "
    " "
    "or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

// `plural` is what Kubernetes calls a name of the wrong number of parts.
Faults qualified(std::string_view name, const char* whole) {
  Faults faults;
  const size_t slash = name.find('/');
  if (slash != std::string_view::npos && name.find('/', slash + 1) != std::string_view::npos)
    return {std::string(whole) + name_part_words +
            " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"};
  if (slash != std::string_view::npos) {
    const std::string_view prefix = name.substr(0, slash);
    if (prefix.empty())
      faults.push_back("prefix part must be non-empty");
    else
      for (const std::string& fault : check_dns1123_subdomain(prefix))
        faults.push_back("prefix part " + fault);
    name.remove_prefix(slash + 1);
  }
  if (name.empty())
    faults.push_back("name part must be non-empty");
  else if (name.size() > 63)
    faults.push_back("name part " + longer_than(63));
  if (!is_name_part(name)) faults.push_back(std::string("name part") + name_part_words);
  return faults;
}

}  // namespace

Faults check_dns1123_label(std::string_view name) {
  Faults faults;
  if (name.size() > 63) faults.push_back(longer_than(63));
  if (!is_label(name)) faults.push_back(is_subdomain(name) ? "must not contain dots" : label_words);
  return faults;
}

Faults check_dns1123_subdomain(std::string_view name) {
  Faults faults;
  if (name.size() > 253) faults.push_back(longer_than(253));
  if (!is_subdomain(name)) faults.push_back(subdomain_words);
  return faults;
}

Faults check_dns1035_label(std::string_view name) {
  Faults faults;
  if (name.size() > 63) faults.push_back(longer_than(63));
  if (!is_label(name) || !lower(name.front())) faults.push_back(dns1035_words);
  return faults;
}

Faults check_qualified_name(std::string_view name) {
  return qualified(name, "a qualified name");
}
Faults check_label_key(std::string_view key) {
  return qualified(key, "a valid label key");
}

Faults check_label_value(std::string_view value) {
  Faults faults;
  if (value.size() > 63) faults.push_back("must be no more than 63 bytes");
  if (!value.empty() && !is_name_part(value)) faults.push_back(label_value_words);
  return faults;
}

Faults check_config_key(std::string_view key) {
  Faults faults;
  if (key.size() > 253) faults.push_back(longer_than(253));
  const auto inside = [](char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; };
  if (!shaped(key, inside, inside)) faults.push_back(config_key_words);
  if (key == ".") faults.push_back("must not be '.'");
  if (key == "..")
    faults.push_back("must not be '..'");
  else if (key.starts_with(".."))
    faults.push_back("must not start with '..'");
  return faults;
}

Faults check_port_name(std::string_view name) {
  Faults faults;
  if (name.size() > 15) faults.push_back(longer_than(15));
  const auto inside = [](char c) { return lower_or_digit(c) || c == '-'; };
  if (!std::all_of(name.begin(), name.end(), inside))
    faults.push_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (std::none_of(name.begin(), name.end(), lower))
    faults.push_back("must contain at least one letter (a-z)");
  if (name.find("--") != std::string_view::npos)
    faults.push_back("must not contain consecutive hyphens");
  if (!name.empty() && (name.front() == '-' || name.back() == '-'))
    faults.push_back("must not begin or end with a hyphen");
  return faults;
}

Faults check_environment_name(std::string_view name) {
  const auto inside = [](char c) { return c >= ' ' && c <= '~' && c != '='; };
  if (shaped(name, inside, inside)) return {};
  return {"a valid environment variable name must consist only of printable ASCII characters other "
          "than '='"};
}

Faults check_header_name(std::string_view name) {
  const auto inside = [](char c) { return letter_or_digit(c) || c == '-'; };
  if (shaped(name, inside, inside)) return {};
  return {"a valid HTTP header must consist of alphanumeric characters or '-' (e.g. "
          "'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"};
}

Faults check_ip(std::string_view text) {
  char out[16];
  const std::string terminated(text);
  const bool contained = terminated.find('\0') == std::string::npos;
  if (contained && (inet_pton(AF_INET, terminated.c_str(), out) == 1 ||
                    inet_pton(AF_INET6, terminated.c_str(), out) == 1))
    return {};
  return {"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"};
}

Faults check_cidr(std::string_view text) {
  const size_t slash = text.find('/');
  unsigned bits = 0;
  if (slash != std::string_view::npos && check_ip(text.substr(0, slash)).empty()) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + slash + 1, end, bits);
    const unsigned most = text.find(':') == std::string_view::npos ? 32 : 128;
    if (parsed.ec == std::errc() && parsed.ptr == end && bits <= most) return {};
  }
  return {"must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"};
}

Faults check_format(std::string_view format, std::string_view text) {
  struct Row {
    std::string_view name;
    Faults (*check)(std::string_view);
  };
  static constexpr Row rows[] = {{"dns1123-label", check_dns1123_label},
                                 {"dns1123-subdomain", check_dns1123_subdomain},
                                 {"dns1035-label", check_dns1035_label},
                                 {"qualified-name", check_qualified_name},
                                 {"label-key", check_label_key},
                                 {"label-value", check_label_value},
                                 {"config-key", check_config_key},
                                 {"port-name", check_port_name},
                                 {"environment-name", check_environment_name},
                                 {"ip", check_ip},
                                 {"cidr", check_cidr}};
  for (const Row& row : rows)
    if (row.name == format) return row.check(text);
  return {};
}

}  // namespace shoal::schema
