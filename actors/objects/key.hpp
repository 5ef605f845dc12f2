#pragma once
// Where an object lives in the store: `group/resource/namespace/name`, `group/resource/name` for
// cluster-scoped kinds (docs/formats.md). Pure.

#include <string>
#include <string_view>

#include "schema/descriptor/descriptor.hpp"

namespace shoal::objects {

// The key of one object. `space` is ignored for cluster-scoped kinds.
std::string key_of(const schema::Kind& kind, std::string_view space, std::string_view name);

// The prefix of all objects of a kind, in one namespace or (space empty) in all.
std::string prefix_of(const schema::Kind& kind, std::string_view space);

struct KeyParts {
  std::string_view group;  // empty for core
  std::string_view plural;
  std::string_view space;  // empty: cluster-scoped
  std::string_view name;
};
// Views into `key`.
KeyParts split_key(std::string_view key);

}  // namespace shoal::objects
