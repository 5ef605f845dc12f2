#pragma once
// State hashes: what replicas say of their states at the same entries, and which of them is wrong.
// A hash is chained over everything applied: replicas that once differed differ for ever, so a few
// of the newest are enough. Pure.

#include <deque>
#include <map>
#include <optional>

#include "schema/vocab/ids.hpp"
#include "storage/raft/types.hpp"

namespace shoal::cluster {

inline constexpr uint64_t state_hash_every = 4096;  // entries
inline constexpr size_t state_hashes_kept = 8;      // of each member, the newest

struct StateHash {
  LogIndex index;
  uint64_t hash = 0;
  bool operator==(const StateHash&) const = default;
};

// By member, ascending by index. At most members_max members.
using StateHashes = std::map<MemberId, std::deque<StateHash>>;
// What it said of this index before is forgotten: it may have been rebuilt since.
void remember(StateHashes& said, MemberId member, StateHash hash);

struct HashVerdict {
  enum class Kind : uint8_t {
    none,      // nothing differs, as far as is known
    wrong,     // a quorum agrees on another state than this replica's
    disputed,  // states differ and no quorum agrees on one: nobody can say which is right
  };
  Kind kind = Kind::none;
  LogIndex index;  // the newest entry of which that is known
  bool operator==(const HashVerdict&) const = default;
};
// Of the replica `self`, a voter or not. Disputed only once nobody is waited for: every voter that
// has a state has spoken, or this replica has come to a later entry that is compared.
HashVerdict judge_hashes(const StateHashes& said, MemberId self, const raft::Membership& group);

}  // namespace shoal::cluster
