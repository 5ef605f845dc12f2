#pragma once
// Joins: lets new nodes in, on whichever member they ask, and makes the tokens they bring. Thread
// safe; internal to this folder.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

using JoinDone = std::function<void(Result<Bytes>)>;

// A node asks: its token is checked, it is given a range of pod addresses and a record, and told
// the cluster's secrets once the record is committed.
void let_join(const CorePtr& core, const JoinHello& hello, JoinDone done);

// A new token, stored by its hash; the reply's text pins this node's key and those of others.
void make_token(const CorePtr& core, Duration life, Reply<std::string> reply);

// Writes this node's own record: the founder's first one, a changed address or program. True when
// it stands already, or is for others to write.
bool register_self(const CorePtr& core);

// What a witness says of its program, which has no proposer: written into its record.
void note_program(const CorePtr& core, const NodeName& from, const Bytes& payload);

}  // namespace shoal::cluster
