#include <algorithm>

#include "schema/kinds/rules_of.hpp"
#include "schema/walk/names.hpp"
#include "schema/walk/validate.hpp"

namespace shoal {
namespace {

constexpr size_t annotations_max_bytes = 256 * 1024;

void add(Faults& faults, const std::string& field, const std::string& shown,
         const schema::Faults& found) {
  for (const std::string& fault : found)
    faults.push_back(schema::invalid(field, schema::quoted(shown), fault));
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace

// Of an object and of the pods a workload makes alike. Labels are told apart by their whole field.
void validate_object_meta(const meta::ObjectMeta& metadata, const std::string& path,
                          Faults& faults) {
  for (const auto& [key, value] : metadata.labels) {
    add(faults, path + ".labels", key, schema::check_label_key(key));
    add(faults, path + ".labels", value, schema::check_label_value(value));
  }
  size_t bytes = 0;
  for (const auto& [key, value] : metadata.annotations) {
    // Kubernetes lets the letters of an annotation's prefix be upper case, too.
    add(faults, path + ".annotations", key, schema::check_qualified_name(lowered(key)));
    bytes += key.size() + value.size();
  }
  if (bytes > annotations_max_bytes)
    faults.push_back(schema::too_long(path + ".annotations", annotations_max_bytes));
}

}  // namespace shoal
