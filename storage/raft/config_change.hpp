#pragma once
// The algebra of membership: what a change makes of a membership, and the bytes a change has in a
// log entry. Pure and total: a change that is malformed or not allowed changes nothing, on every
// member alike, because membership is a function of the log alone.

#include "schema/vocab/result.hpp"
#include "storage/raft/types.hpp"

namespace shoal::raft {

constexpr size_t conf_changes_max = 64;
constexpr size_t conf_context_bytes_max = 4096;

// conflict: joint already (or not joint, when leaving). invalid: no voter that can lead would
// remain; a witness, which has no state, would become a replica or the reverse; more than one
// voter changes without a joint state.
[[nodiscard]] Result<Membership> change_membership(const Membership& before,
                                                   const ConfChange& change);

// The form in a log entry, version 1: version, transition, count (u16), count times kind (u8) and
// id (u64), then the context; integers little-endian.
Bytes encode(const ConfChange& change);
[[nodiscard]] Result<ConfChange> decode_conf_change(const Bytes& bytes);

}  // namespace shoal::raft
