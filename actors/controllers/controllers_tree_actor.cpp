#include "actors/controllers/controller_actor.hpp"
#include "actors/controllers/controllers_tree.hpp"

namespace shoal::controllers {

void ControllersTree::changed(const store::Resources& of) const {
  // A full mailbox already holds one.
  for (const auto& shard : shards)
    if (shard.minds.meet(of)) (void)shard.ref.send(Changed{});
}

ControllersTree controllers_tree(std::span<const ControllerRow> rows,
                                 std::shared_ptr<const ControllersSetup> setup) {
  ControllersTree tree;
  std::vector<ActorSpec> branches;
  for (const auto& row : rows) {
    auto supervised = make_supervisor_ref();
    auto shared = std::make_shared<const ControllerRow>(row);
    std::vector<ActorSpec> shells;
    for (uint32_t shard = 0; shard < row.shards; ++shard) {
      auto ref = make_ref<ControllerActor>(controller_letters_max);
      tree.shards.push_back({ref, row.minds()});
      ControllerActor::World world{setup, shared, shard, supervised, std::make_shared<Workloads>()};
      shells.push_back(worker<ControllerActor>("shard-" + std::to_string(shard), ref, world));
    }
    SupervisorFlags flags;
    flags.strategy = Strategy::one_for_one;
    branches.push_back(
        supervisor(std::string(row.name), flags, std::move(shells), std::move(supervised)));
  }
  tree.spec = supervisor("controllers", {.strategy = Strategy::one_for_one}, std::move(branches));
  return tree;
}

}  // namespace shoal::controllers
