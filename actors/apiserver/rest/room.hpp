#pragma once
// Room: while the disks that count are short of room nothing that grows the state is taken, so that
// deletes, compactions and Raft's own records never meet a full disk. Pure.

#include "actors/apiserver/rest/call.hpp"
#include "actors/objects/view.hpp"

namespace shoal::api {

inline constexpr int32_t room_retry_s = 1;  // clients try ten times

// Creates, updates and patches of whole objects but Leases, which are few and are written over and
// over. Deletes and subresources (status, eviction, binding) pass always.
bool may_grow(const Call& call);

// too_many_requests, with the resource that has most objects: it is what grows. `shortage` begins
// the sentence that tells which disk is short; empty: none is.
[[nodiscard]] Status check_room(const Call& call, const std::string& shortage,
                                const objects::View& view);

}  // namespace shoal::api
