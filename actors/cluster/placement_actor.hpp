#pragma once
// The placement actor: starts and stops the controllers of the shards that this node hosts, as
// hosts() says for the members that are not declared dead. A shard may run on two nodes for a
// moment: its epoch, raised at every start, lets only the newer one write.

#include <set>

#include "actors/cluster/core.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::cluster {

struct LookAtPlacement {};

class PlacementActor final : public Actor<PlacementActor, LookAtPlacement> {
 public:
  PlacementActor(Context& context, CorePtr core) : Actor(context), core_(std::move(core)) {}
  Status start() override;
  void on(const LookAtPlacement& m);

 private:
  CorePtr core_;
  std::set<std::string> running_;  // as far as this incarnation knows
  bool first_look_ = true;
};

}  // namespace shoal::cluster
