#pragma once
// Where the replicas stand, asked of all, and an operator's wish that one entry be skipped. Thread
// safe; internal to this folder.

#include "actors/cluster/core.hpp"
#include "actors/cluster/rules/standing.hpp"

namespace shoal::cluster {

// Of those that answer within view_deadline, this node's own first.
void ask_standing(const CorePtr& core, std::function<void(std::vector<Standing>)> done);

// Answers PeerFrame::skip: nothing when the entry is skipped here already; one byte when the record
// that skips it was handed to the leader, and whoever asks may ask again; or why it is not skipped.
void serve_skip(const CorePtr& core, const NodeName& client, Frame frame);

}  // namespace shoal::cluster
