#pragma once
// A member that is not to come back. Thread safe; internal to this folder.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

// Its record goes, and its pods' addresses with it; the members actor then takes it out of raft's
// group. not_found: there is no such member. conflict: it is the last one.
void remove_member(Core& core, const NodeName& node, Reply<Done> reply);

// Answers PeerFrame::remove_member: nothing once it is removed. conflict also where it runs: it
// would go on serving its pods, of which nobody would know.
void serve_removal(const CorePtr& core, const NodeName& client, Frame frame);

}  // namespace shoal::cluster
