#include "schema/descriptor/descriptor.hpp"

namespace shoal::schema {

const Field* Struct::find(std::string_view field) const {
  for (const Field& candidate : fields) {
    if (candidate.name == field) return &candidate;
  }
  return nullptr;
}

}  // namespace shoal::schema
