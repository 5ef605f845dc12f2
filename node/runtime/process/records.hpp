#pragma once
// What a shim left in its folder, for when it cannot be asked any more.

#include <string>

#include "node/runtime/spec.hpp"
#include "node/runtime/state.hpp"

namespace shoal::runtime {

// False when there never was a sandbox. A container without an exit record is lost (exit 137) with
// `lost_at` as its end; ready is false.
bool read_records(const std::string& folder, WallTime lost_at, SandboxStatus& status);
bool read_sandbox_spec(const std::string& folder, SandboxSpec& spec);
// Also when it is not empty. Symlinks are removed, not followed.
void remove_folder(const std::string& path);

}  // namespace shoal::runtime
