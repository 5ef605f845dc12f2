#include "actors/cluster/placement_actor.hpp"

#include "actors/cluster/rules/placement.hpp"

namespace shoal::cluster {

Status PlacementActor::start() {
  on(LookAtPlacement{});
  return {};
}

void PlacementActor::on(const LookAtPlacement&) {
  const auto& shards = core_->setup.shards;
  const auto members = core_->directory.members();
  std::set<std::string> wanted;
  // Before this node is a member of anything it hosts nothing.
  if (members->contains(core_->name()))
    for (const auto& [shard, node] : hosts(shards.shards, live_members(*members)))
      if (node == core_->name()) wanted.insert(shard);
  // A new incarnation does not know what runs: it stops all that should not.
  for (const auto& shard : shards.shards)
    if (!wanted.contains(shard) && (first_look_ || running_.contains(shard)) && shards.stop)
      shards.stop(shard);
  for (const auto& shard : wanted)
    if (!running_.contains(shard) && shards.start) shards.start(shard);
  running_ = std::move(wanted);
  first_look_ = false;
}

}  // namespace shoal::cluster
