#pragma once
// A damaged disk: what is on it is set aside, and the node comes back under its name as a new
// member that has promised nothing; log and state come from the others. With nobody else to have
// them from it stays as it is and says so.

#include "node/assembly/state.hpp"

namespace shoal::node {

// State::open(); on damage once more, behind the set-aside log and state. The newest damaged ones
// are kept in DATA/damaged.
[[nodiscard]] Result<std::unique_ptr<State>> open_or_come_back(StateOptions options,
                                                               const NodeName& name);

}  // namespace shoal::node
