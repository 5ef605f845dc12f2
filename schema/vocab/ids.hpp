#pragma once
// Identity and order, each with a type of its own so that a term is never passed for an index.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace shoal {

// An integer with a name. Arithmetic is spelled out (next, value) because adding two terms is a
// bug.
template <class Tag>
struct Ordinal {
  uint64_t value = 0;
  constexpr auto operator<=>(const Ordinal&) const = default;
  constexpr Ordinal next() const { return {value + 1}; }
  constexpr Ordinal previous() const { return {value - 1}; }
  constexpr explicit operator bool() const { return value != 0; }
};

using Term = Ordinal<struct TermTag>;              // Raft's election term; 0 = none yet
using LogIndex = Ordinal<struct LogIndexTag>;      // position in the log; the first entry is 1
using Revision = Ordinal<struct RevisionTag>;      // resourceVersion: +1 for each changed object
using MemberId = Ordinal<struct MemberIdTag>;      // 64 random bits, never reused; 0 = nobody
using ShardEpoch = Ordinal<struct ShardEpochTag>;  // fences the host of a controller shard
using NodeEpoch = Ordinal<struct NodeEpochTag>;    // fences the owner of a node's pods
using ClusterEpoch = Ordinal<struct ClusterEpochTag>;  // raised by recover and restore
using TraceId = Ordinal<struct TraceIdTag>;            // follows one request through every message
using OriginSequence = Ordinal<struct OriginSequenceTag>;  // repeatable proposals of one origin

using NodeName = std::string;
using Uid = std::string;  // RFC 4122 text, as objects carry it

}  // namespace shoal

template <class Tag>
struct std::hash<shoal::Ordinal<Tag>> {
  size_t operator()(shoal::Ordinal<Tag> o) const noexcept { return std::hash<uint64_t>()(o.value); }
};
