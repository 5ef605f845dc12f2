#include "actors/objects/key.hpp"

namespace shoal::objects {
namespace {

std::string collection(const schema::Kind& kind) {
  std::string key(kind.group.empty() ? std::string_view("core") : kind.group);
  key += '/';
  key += kind.plural;
  key += '/';
  return key;
}

std::string_view take(std::string_view& rest) {
  auto slash = rest.find('/');
  auto part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return part;
}

}  // namespace

std::string prefix_of(const schema::Kind& kind, std::string_view space) {
  std::string key = collection(kind);
  if (kind.namespaced && !space.empty()) {
    key += space;
    key += '/';
  }
  return key;
}

std::string key_of(const schema::Kind& kind, std::string_view space, std::string_view name) {
  std::string key = prefix_of(kind, space);
  key += name;
  return key;
}

KeyParts split_key(std::string_view key) {
  KeyParts parts;
  parts.group = take(key);
  if (parts.group == "core") parts.group = {};
  parts.plural = take(key);
  auto first = take(key);
  if (key.empty()) {
    parts.name = first;
  } else {
    parts.space = first;
    parts.name = key;
  }
  return parts;
}

}  // namespace shoal::objects
