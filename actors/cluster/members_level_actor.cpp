// The members actor and the cluster's feature level.
#include "actors/cluster/members_actor.hpp"
#include "actors/cluster/rules/upgrade.hpp"

namespace shoal::cluster {

void MembersActor::raise_level(const raft::RaftStatus& status) {
  if (raising_) return;
  auto transaction = plan_raise(core_->snapshot(), status.membership.members());
  if (!transaction) return;
  raising_ = true;
  auto reply =
      reply_here<store::Outcome>(2 * write_patience, [this](Result<store::Outcome> outcome) {
        raising_ = false;
        if (!outcome.ok() || !outcome->committed()) return;  // looked at again
        const auto level = core_->snapshot().feature_level();
        core_->setup.log("event=feature_level level=" + std::to_string(level));
        look();
      });
  core_->propose(std::move(*transaction), write_patience,
                 [reply](Result<store::Outcome> outcome) { reply.answer(std::move(outcome)); });
}

// Again with every look, until its record says the same.
void MembersActor::tell_program() {
  const auto own = core_->directory.find(core_->name());
  const auto leader = core_->directory.find(core_->setup.leadership->leader());
  if (!own || !leader || own->levels() == core_->setup.self.levels()) return;
  Member self = *own;
  self.set_levels(core_->setup.self.levels());
  (void)core_->send(leader->name, PeerFrame::program, encode(self), LinkClass::control);
}

}  // namespace shoal::cluster
