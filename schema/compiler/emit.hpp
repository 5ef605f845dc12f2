#pragma once
// The two C++ files that one schema file becomes. Pure.

#include <string>

#include "schema/compiler/model.hpp"

namespace shoal::schema::compiler {

std::string emit_header(const FileModel& file);
// Constant tables; no code per type beyond what templates give.
std::string emit_tables(const FileModel& file);

}  // namespace shoal::schema::compiler
