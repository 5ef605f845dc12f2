#pragma once
// Bootstrap: makes what every cluster has from its first second on, whoever leads: the system
// namespaces. It looks at the state and creates what is missing, so it may run, die and run again
// at any time.

#include <memory>

#include "actors/objects/view.hpp"
#include "schema/actor/actor.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/proposer_actor.hpp"

namespace shoal::node {

struct BootstrapSetup {
  std::function<objects::View()> view;
  replica::ProposerRef proposer;
  const replica::Leadership* leadership = nullptr;
  MemberId self;
};

struct Look {};

class BootstrapActor final : public Actor<BootstrapActor, Look> {
 public:
  BootstrapActor(Context& context, std::shared_ptr<const BootstrapSetup> setup);
  Status start() override;
  void on(const Look&);

 private:
  bool create_missing();
  std::shared_ptr<const BootstrapSetup> setup_;
};

}  // namespace shoal::node
