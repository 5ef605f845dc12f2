#pragma once
// The controllers of a node as a branch of its supervision tree:
//   n1/controllers/deployment/shard-0        the shell of the shard
//   n1/controllers/deployment/default/web    one object
// A controller that keeps dying degrades alone; its siblings run on.

#include <memory>
#include <span>
#include <vector>

#include "actors/controllers/messages.hpp"
#include "schema/actor/actor_spec.hpp"

namespace shoal::controllers {

using ControllerRef = Ref<std::variant<Changed>>;

struct ControllersTree {
  ActorSpec spec;  // "controllers", for the node's table
  struct Shard {
    ControllerRef ref;
    store::Resources minds;
  };
  std::vector<Shard> shards;

  // To be called after the local replica has applied changes of these, and when placement has
  // changed.
  void changed(const store::Resources& of = store::Resources::all()) const;
};

ControllersTree controllers_tree(std::span<const ControllerRow> rows,
                                 std::shared_ptr<const ControllersSetup> setup);

}  // namespace shoal::controllers
