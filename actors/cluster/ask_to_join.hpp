#pragma once
// The joiner's side of a join: presents the token to the nodes it pins until one answers or
// patience ends. Blocks; for the start of a node only.

#include "actors/cluster/identity.hpp"
#include "actors/cluster/rules/join.hpp"

namespace shoal::cluster {

[[nodiscard]] Result<JoinAnswer> ask_to_join(const EntryOptions& options, const NodeKey& key,
                                             const JoinToken& token, const Clock& clock);

}  // namespace shoal::cluster
