#pragma once
// The disk actor: looks at the room on this member's disk, tells the others when it changes, draws
// the conclusion from what all said (rules/growth.hpp), and has raft give way while the disk is
// critical. It holds nothing that the next look would not find again.

#include <optional>

#include "actors/cluster/core.hpp"
#include "actors/cluster/look_rounds.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::cluster {

// Something may have changed: look now.
struct LookAtDisks {};

class DiskActor final : public Actor<DiskActor, LookAtDisks> {
 public:
  DiskActor(Context& context, CorePtr core);
  Status start() override;
  void on(const LookAtDisks& m);

 private:
  void look();
  void look_at_own();
  void judge(const raft::RaftStatus& status);
  void conclude(const DiskVerdict& verdict);

  CorePtr core_;
  LookRounds rounds_;
  bool asking_ = false;           // for raft's status
  std::optional<bool> gave_way_;  // as raft was told last; nothing yet: it may believe anything
};

}  // namespace shoal::cluster
