#pragma once
// The members actor: keeps this node's own record right, and, while this node leads, the members of
// raft as decide_membership() wants them and the cluster's feature level as plan_raise() does. It
// holds nothing: every look begins with what is replicated.

#include "actors/cluster/core.hpp"
#include "actors/cluster/look_rounds.hpp"
#include "actors/cluster/rules/roles.hpp"
#include "schema/actor/actor.hpp"

namespace shoal::cluster {

// Something may have changed: look now.
struct LookAtMembers {};

class MembersActor final : public Actor<MembersActor, LookAtMembers> {
 public:
  MembersActor(Context& context, CorePtr core);
  Status start() override;
  void on(const LookAtMembers& m);

 private:
  void look();
  bool knows_members(const raft::RaftStatus& status) const;
  void judge(const raft::RaftStatus& status);
  void raise_level(const raft::RaftStatus& status);
  void tell_program();
  void keep_members_file();
  void write_token_file();
  void drop_expired_tokens();

  CorePtr core_;
  LookRounds rounds_;
  SpreadPatience spread_;
  bool asking_ = false;  // a status or a change is under way
  bool look_again_ = false;
  bool raising_ = false;
  bool token_asked_ = false;
  std::shared_ptr<const Members> kept_;  // in identity/members
  MonoTime tokens_looked_at_{};
};

}  // namespace shoal::cluster
