#pragma once
// The layout lock: one line for each field that was ever released, so that no edit changes what
// stored and sent bytes mean. Adding a field adds a line; removing or changing one is refused.
// Pure.
//   core.Pod.spec @1 structure single pointer 1 proto 2 core::PodSpec

#include <string>
#include <string_view>
#include <vector>

#include "schema/compiler/model.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema::compiler {

// The lines of all fields, sorted.
std::string lock_text(const std::vector<FileModel>& files);

struct LockCheck {
  std::vector<std::string> faults;  // each names the field and the remedy
  bool grown = false;               // fields that the lock does not know yet
};
LockCheck check_lock(std::string_view locked, std::string_view current);

}  // namespace shoal::schema::compiler
