#pragma once
// Bootstrap: makes what every cluster has from its first second on, whoever leads: the system
// namespaces, the root certificate that pods know the API by, the Service kubernetes and its
// endpoints. It looks at the state and writes what is missing, so it may run, die and run again at
// any time.

#include <memory>

#include "actors/controllers/bootstrap/bootstrap.hpp"
#include "actors/objects/view.hpp"
#include "schema/actor/actor.hpp"
#include "storage/replica/leadership.hpp"
#include "storage/replica/proposer_actor.hpp"

namespace shoal::node {

struct BootstrapSetup {
  std::function<objects::View()> view;
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
  std::function<controllers::ApiServers()> servers;
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
  bool write_missing();
  std::shared_ptr<const BootstrapSetup> setup_;
};

}  // namespace shoal::node
