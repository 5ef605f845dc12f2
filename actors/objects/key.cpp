#include "actors/objects/key.hpp"

#include "storage/store/key.hpp"

namespace shoal::objects {
namespace {

std::string_view take(std::string_view& rest) {
  auto slash = rest.find('/');
  auto part = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return part;
}

}  // namespace

std::string prefix_of(const schema::Kind& kind, std::string_view space) {
  return store::key_prefix(kind.group, kind.plural, kind.namespaced ? space : "");
}

std::string key_of(const schema::Kind& kind, std::string_view space, std::string_view name) {
  return store::object_key(kind.group, kind.plural, kind.namespaced ? space : "", name);
}

KeyParts split_key(std::string_view key) {
  KeyParts parts;
  parts.group = take(key);
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
