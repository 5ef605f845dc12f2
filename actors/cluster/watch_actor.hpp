#pragma once
// The watch actor: while this node leads, declares dead what decide_deaths() says, and takes back
// what returned. One transaction a death: epochs, Node objects and the member's record together,
// for the node and for the simulated nodes that its process hosted. It holds nothing but what is
// under way.

#include <set>

#include "actors/cluster/core.hpp"
#include "actors/cluster/look_rounds.hpp"
#include "actors/objects/view.hpp"
#include "schema/actor/actor.hpp"
#include "schema/kinds/node.hpp"

namespace shoal::cluster {

struct LookAtDeaths {};

class WatchActor final : public Actor<WatchActor, LookAtDeaths> {
 public:
  WatchActor(Context& context, CorePtr core);
  Status start() override;
  void on(const LookAtDeaths& m);

 private:
  void look();
  void set_dead(const NodeName& name, bool dead);
  void clear_taints();
  void write(const NodeName& about, log::Transaction transaction, const char* what);
  // The node's own object and those it hosts.
  std::vector<objects::Typed<core::Node>> nodes_of(const objects::View& view,
                                                   const NodeName& name) const;

  CorePtr core_;
  std::shared_ptr<objects::Cache> cache_;
  std::set<NodeName> writing_;  // a transaction about it is under way
  LookRounds rounds_;
};

}  // namespace shoal::cluster
