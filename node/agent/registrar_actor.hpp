#pragma once
// RegistrarActor: keeps the Node object true (it exists, its labels, capacity and conditions) and
// renews its Lease. It says Ready only after the agent has killed what is not this node's under the
// present epoch; its writes carry that epoch, so that a node declared dead cannot call itself ready
// before.

#include "actors/objects/plan.hpp"
#include "node/agent/node_parts.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::agent {

class RegistrarActor final : public Actor<RegistrarActor, AgentReady, NodeChanged> {
 public:
  RegistrarActor(Context& context, std::shared_ptr<const NodeParts> parts);
  Status start() override;
  void on(const AgentReady& m);
  void on(const NodeChanged& m);

 private:
  void look();
  void look_in(Duration delay);
  void renew();
  void renew_in(Duration delay);
  void write(const objects::Operation& operation, const objects::View& view,
             std::function<void(bool written)> then);
  const AgentSetup& setup() const { return *parts_->setup; }

  std::shared_ptr<const NodeParts> parts_;
  std::optional<NodeEpoch> ready_;  // the epoch under which the node is ready
  bool writing_ = false;
  bool again_ = false;  // something changed during the write
  std::optional<TimerId> timer_;
};

}  // namespace shoal::agent
