#pragma once
// Small words for writing rules: paths of fields, and faults of names. Pure.

#include <string>
#include <string_view>

#include "schema/descriptor/rules.hpp"
#include "schema/kinds/rules_of.hpp"
#include "schema/walk/names.hpp"
#include "schema/walk/validate.hpp"

namespace shoal {

using schema::join_path;

// "spec" + "ports" + 2 -> "spec.ports[2]"
inline std::string item_path(const std::string& path, std::string_view list, size_t i) {
  return join_path(path, list) + "[" + std::to_string(i) + "]";
}
// "data" + "tls.crt" -> "data[tls.crt]"
inline std::string key_path(const std::string& path, std::string_view key) {
  return path + "[" + std::string(key) + "]";
}

inline void add_invalid(Faults& faults, const std::string& field, std::string_view text,
                        const schema::Faults& found) {
  for (const std::string& fault : found)
    faults.push_back(schema::invalid(field, schema::quoted(text), fault));
}

}  // namespace shoal
