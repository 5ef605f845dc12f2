#include "actors/apiserver/http/message.hpp"

#include <algorithm>

namespace shoal::http {
namespace {

template <class Pairs>
auto find_in(const Pairs& pairs, std::string_view name) {
  return std::ranges::find_if(pairs, [name](const auto& pair) { return pair.first == name; });
}

template <class Pairs>
std::vector<std::string_view> all_in(const Pairs& pairs, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : pairs) {
    if (key == name) values.push_back(value);
  }
  return values;
}

}  // namespace

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  remove(name);
  fields_.emplace_back(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [name](const Field& field) { return field.first == name; });
}

std::string_view Headers::find(std::string_view name) const {
  auto field = find_in(fields_, name);
  return field == fields_.end() ? std::string_view() : std::string_view(field->second);
}

bool Headers::has(std::string_view name) const {
  return find_in(fields_, name) != fields_.end();
}

std::vector<std::string_view> Headers::find_all(std::string_view name) const {
  return all_in(fields_, name);
}

void Query::add(std::string name, std::string value) {
  parameters_.emplace_back(std::move(name), std::move(value));
}

std::string_view Query::find(std::string_view name) const {
  auto parameter = find_in(parameters_, name);
  return parameter == parameters_.end() ? std::string_view() : std::string_view(parameter->second);
}

bool Query::has(std::string_view name) const {
  return find_in(parameters_, name) != parameters_.end();
}

std::vector<std::string_view> Query::find_all(std::string_view name) const {
  return all_in(parameters_, name);
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr Row rows[] = {
      {100, "Continue"},
      {101, "Switching Protocols"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {413, "Request Entity Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Entity"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  for (const Row& row : rows) {
    if (row.status == status) return row.phrase;
  }
  return {};
}

}  // namespace shoal::http
