#pragma once
// HandOver: before a node that leads ends in good order, another voter is to lead, so that nobody
// waits for an election time-out.

#include <optional>

#include "schema/actor/ref.hpp"
#include "storage/raft/raft.hpp"
#include "storage/replica/raft_actor.hpp"

namespace shoal::node {

// The voter that is furthest, of those heard from lately; nothing when there is none, or this
// member does not lead. Pure.
std::optional<MemberId> heir_of(const raft::RaftStatus& status);

// Hands leadership over and waits until another member is known to lead, at most `patience`. Does
// nothing on a node that does not lead. Blocks.
void hand_over(const Ref<replica::RaftActor::Mail>& raft, const replica::Leadership& leadership,
               MemberId self, Duration patience);

}  // namespace shoal::node
