#pragma once
// Clients: what programs of this node ask over their client links (actors/link/client_link.hpp).
// Thread safe; internal to this folder. Called on the links' thread.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

// How long a client's transaction waits for its outcome. Bounded in flight: by the link's window of
// credit, which a request holds until it is answered, and by the proposer's mailbox.
inline constexpr Duration client_patience = std::chrono::seconds(30);

void serve_client(const CorePtr& core, const NodeName& client, Frame frame);
void answer_raft_status(const CorePtr& core, const NodeName& to, const Frame& frame);

}  // namespace shoal::cluster
