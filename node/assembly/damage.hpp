#pragma once
// A damaged disk: what is on it is set aside, and the node comes back under its name as a new
// member that has promised nothing; log and state come from the others. With nobody else to have
// them from it stays as it is and says so.
//
// A state that is whole and must not be used any more is left in the same way: a replica that
// differs from the majority, that applied what the cluster skipped, or that dies of what others
// have applied.

#include "node/assembly/state.hpp"
#include "node/options/options.hpp"
#include "storage/replica/scrub_actor.hpp"

namespace shoal::node {

// The log's or the state's disk failed: ends the process, since a disk that failed once is not
// believed again. The next one reads it anew.
[[noreturn]] void end_with_failed_disk(const Status& status);

// The look for damage on a running node. With others to have it all from, a node that meets any
// ends and comes back; alone it goes on with what it has in memory, and says so.
std::shared_ptr<replica::ScrubSetup> scrub_of(State& state, const Options& options);

// State::open(); on damage, or when rebuild() asked for it, once more behind the set-aside log and
// state. The newest that were set aside are kept in DATA/damaged.
[[nodiscard]] Result<std::unique_ptr<State>> open_or_come_back(StateOptions options,
                                                               const NodeName& name);

// Ends the process, and with it all that this state serves. The next start has log and state from
// the others, also when this one is cut short by a death.
[[noreturn]] void rebuild(const std::string& data_dir, const std::string& why);

}  // namespace shoal::node
