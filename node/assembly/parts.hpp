#pragma once
// What a node and a witness are both made of.

#include <memory>
#include <string>

#include "actors/cluster/identity.hpp"
#include "actors/supervision/running_page.hpp"
#include "actors/supervision/system.hpp"
#include "node/options/options.hpp"
#include "schema/vocab/ids.hpp"
#include "storage/room/disk_room.hpp"

namespace shoal::node {

// A line of the log, `event=...`.
void log_line(const std::string& line);

// The system of this node's actors; their deaths are logged.
std::unique_ptr<System> make_actor_system(const std::string& node, RunningPage* running_page);

// What is left where this directory is; nothing of a large disk when that cannot be found out.
room::DiskSpace space_of(const std::string& directory);

// How this node enters a cluster, as it was asked to. Reads the token.
cluster::EntryOptions entry_of(const Options& options, MemberId member);

}  // namespace shoal::node
