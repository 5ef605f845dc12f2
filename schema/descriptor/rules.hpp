#pragma once
// Rules: what one type demands beyond the facts of its single fields: defaults that depend on other
// fields, and validation across fields. A walk meets a value of the type anywhere in an object and
// calls them; the list is one open table (schema/kinds/rules.hpp). Pure functions of the value.

#include <span>
#include <string>
#include <vector>

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::schema {

struct Rules {
  const Struct* type;
  // After the plain defaults of the value's own fields and before those of its members, so that
  // what it creates is defaulted in turn. Doing it twice changes nothing. nullptr: none.
  void (*apply_defaults)(void* value) = nullptr;
  // Adds a fault for each violation. `path` is the value's own, "spec.template.spec"; empty at the
  // top of an object. The value has its defaults. nullptr: none.
  void (*validate)(const void* value, const std::string& path,
                   std::vector<Cause>& faults) = nullptr;
};

// The rules of one type; nullptr when it has none. Linear: the list is short.
inline const Rules* find_rules(std::span<const Rules> rules, const Struct& type) {
  for (const Rules& candidate : rules)
    if (candidate.type == &type) return &candidate;
  return nullptr;
}

// "spec" + "selector" -> "spec.selector"; the top's path is empty.
inline std::string join_path(const std::string& path, std::string_view member) {
  return path.empty() ? std::string(member) : path + "." + std::string(member);
}

}  // namespace shoal::schema
