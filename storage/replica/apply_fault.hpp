#pragma once
// A fault of the state machine on request, for tests of whole processes: an entry that kills.
// Before each entry is applied a file is looked into. `die PREFIX`: the process ends as a broken
// CHECK would end it when the entry writes a key that begins so. Anything else, and no file: no
// fault.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "storage/raft/types.hpp"

namespace shoal::replica {

// Pure; any text is a fault or none. The prefix of the keys that kill.
std::optional<std::string> parse_apply_fault(std::string_view text);
// Pure.
bool writes_under(const raft::Entry& entry, std::string_view prefix);

std::function<void(const raft::Entry&)> follow_apply_fault(std::string path);

}  // namespace shoal::replica
