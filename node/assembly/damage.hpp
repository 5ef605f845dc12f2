#pragma once
// A damaged disk: what is on it is set aside, and the node comes back under its name as a new
// member that has promised nothing; log and state come from the others. With nobody else to have
// them from it stays as it is and says so.
//
// A state that is whole and must not be used any more is left in the same way: a replica that
// differs from the majority, that applied what the cluster skipped, or that dies of what others
// have applied.

#include "node/assembly/state.hpp"

namespace shoal::node {

// State::open(); on damage, or when rebuild() asked for it, once more behind the set-aside log and
// state. The newest that were set aside are kept in DATA/damaged.
[[nodiscard]] Result<std::unique_ptr<State>> open_or_come_back(StateOptions options,
                                                               const NodeName& name);

// Ends the process, and with it all that this state serves. The next start has log and state from
// the others, also when this one is cut short by a death.
[[noreturn]] void rebuild(const std::string& data_dir, const std::string& why);

}  // namespace shoal::node
