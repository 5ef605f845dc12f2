#pragma once
// A member that is not to come back. Thread safe; internal to this folder.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

// One that leaves runs and agrees; one that is gone was declared dead: removed while it runs, it
// would go on serving its pods, of which nobody would know.
enum class Removal : uint8_t { leaves, gone };

// Its record goes, and its pods' addresses with it; the members actor then takes it out of raft's
// group. not_found: there is no such member. conflict: it is the last one, or not gone.
void remove_member(Core& core, const NodeName& node, Removal removal, Reply<Done> reply);

// Answers PeerFrame::remove_member, of one that is gone: nothing once it is removed.
void serve_removal(const CorePtr& core, const NodeName& client, Frame frame);

}  // namespace shoal::cluster
