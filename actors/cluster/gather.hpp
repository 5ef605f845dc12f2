#pragma once
// Gather: one question to all other members at once, and what came back until the deadline. Each
// gets one answer or none. Thread safe; internal to this folder.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

// `done` is called once, from any thread, with the payloads of those that answered.
void gather(const CorePtr& core, PeerFrame question, LinkClass lane,
            std::function<void(const std::map<NodeName, Bytes>&)> done);

}  // namespace shoal::cluster
