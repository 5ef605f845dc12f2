#pragma once
// The held actor: runs where the replica stands before an entry that kills it. It asks the others
// where they stand: from one that has applied the entry this replica is rebuilt; while a quorum
// stands where it does, what it has may be read. It skips nothing.

#include "actors/cluster/core.hpp"
#include "actors/cluster/rules/standing.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::cluster {

struct LookAtStanding {};

class HeldActor final : public Actor<HeldActor, LookAtStanding> {
 public:
  HeldActor(Context& context, CorePtr core) : Actor(context), core_(std::move(core)) {}
  Status start() override;
  void on(const LookAtStanding& m);

 private:
  void look();
  void look_later();
  void judge(LogIndex held, const std::vector<Standing>& reachable, const raft::Membership& group);
  CorePtr core_;
};

}  // namespace shoal::cluster
