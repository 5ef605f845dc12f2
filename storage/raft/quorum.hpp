#pragma once
// Majorities, plain and joint: which index a quorum holds, and how a vote stands. Pure arithmetic.

#include <functional>
#include <optional>

#include "storage/raft/types.hpp"

namespace shoal::raft {

enum class VoteResult : uint8_t { pending, won, lost };

// The highest value that a majority of both halves has reached; `reached` says how far a member is.
// No voters at all: 0.
uint64_t quorum_value(const Membership& membership,
                      const std::function<uint64_t(MemberId)>& reached);

// `vote` is nothing for a member not heard yet. No voters at all: pending, for ever.
VoteResult quorum_vote(const Membership& membership,
                       const std::function<std::optional<bool>(MemberId)>& vote);

}  // namespace shoal::raft
