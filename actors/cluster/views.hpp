#pragma once
// Views: what the cluster looks like now, gathered from every node over the links within a second,
// as the documents the API serves. Thread safe; internal to this folder.

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

inline constexpr Duration view_deadline = std::chrono::seconds(1);

void list_peers(const CorePtr& core, Reply<std::string> reply);
void list_actors(const CorePtr& core, Reply<std::string> reply);
void kill_actor(const CorePtr& core, const std::string& name, Reply<Done> reply);

// This node's own log and group, without asking anybody: true also when nobody leads.
void raft_status(const CorePtr& core, Reply<std::string> reply);
void list_raft(const CorePtr& core, Reply<std::string> reply);

// Answers to the questions of others.
Bytes local_status(const Core& core);
Bytes local_tree(const Core& core);

}  // namespace shoal::cluster
