#pragma once
// Placement: which live member hosts which controller shard, by rendezvous hashing: when a member
// comes or goes, only its share moves. Every node computes the same from the same members. Pure.

#include <map>
#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"

namespace shoal::cluster {

// shard -> node. Empty when nobody is alive.
using Assignment = std::map<std::string, NodeName>;
Assignment hosts(const std::vector<std::string>& shards, const std::vector<NodeName>& live);

NodeName host_of(std::string_view shard, const std::vector<NodeName>& live);  // "": nobody

// Those that may host: members with a replica that are not declared dead.
std::vector<NodeName> live_members(const Members& members);

}  // namespace shoal::cluster
