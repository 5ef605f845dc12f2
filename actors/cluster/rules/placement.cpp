#include "actors/cluster/rules/placement.hpp"

namespace shoal::cluster {
namespace {

// FNV-1a over both names, then a finishing mix: the same on every machine and in every version.
uint64_t weight(std::string_view shard, const NodeName& node) {
  uint64_t hash = 14695981039346656037ull;
  auto take = [&](std::string_view text) {
    for (unsigned char c : text) hash = (hash ^ c) * 1099511628211ull;
    hash = (hash ^ 0xff) * 1099511628211ull;
  };
  take(shard);
  take(node);
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ull;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebull;
  return hash ^ (hash >> 31);
}

}  // namespace

NodeName host_of(std::string_view shard, const std::vector<NodeName>& live) {
  const NodeName* best = nullptr;
  for (const auto& node : live) {
    if (!best || std::pair(weight(shard, node), node) > std::pair(weight(shard, *best), *best))
      best = &node;
  }
  return best ? *best : NodeName();
}

Assignment hosts(const std::vector<std::string>& shards, const std::vector<NodeName>& live) {
  Assignment out;
  for (const auto& shard : shards)
    if (auto node = host_of(shard, live); !node.empty()) out.emplace(shard, node);
  return out;
}

std::vector<NodeName> live_members(const Members& members) {
  std::vector<NodeName> live;
  for (const auto& [name, member] : members)
    if (!member.dead && !member.witness) live.push_back(name);
  return live;
}

}  // namespace shoal::cluster
