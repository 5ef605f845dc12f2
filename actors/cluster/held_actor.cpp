#include "actors/cluster/held_actor.hpp"

#include "actors/cluster/skip.hpp"

namespace shoal::cluster {
namespace {

constexpr Duration look_every = std::chrono::milliseconds(500);
constexpr Duration status_deadline = std::chrono::seconds(1);

}  // namespace

Status HeldActor::start() {
  look();
  return {};
}

void HeldActor::on(const LookAtStanding&) {
  look();
}

void HeldActor::look_later() {
  context().later(
      look_every, [this] { look(); }, "look");
}

// The group is the one in the log: what is applied here says who voted when it stood still.
void HeldActor::look() {
  const auto held = core_->setup.disk->held_at();
  if (!held) {
    core_->readable = false;
    core_->setup.log("event=held_no_more");
    return;
  }
  core_->setup.raft.send_unbounded(replica::GetStatus{
      reply_here<raft::RaftStatus>(status_deadline, [this, held](Result<raft::RaftStatus> status) {
        if (!status.ok()) return look_later();
        ask_standing(core_, [back = context().reentry(), this, held,
                             group = status->membership](std::vector<Standing> reachable) {
          back.post([this, held, group,
                     reachable = std::move(reachable)] { judge(held, reachable, group); },
                    "standing");
        });
      })});
}

void HeldActor::judge(LogIndex held, const std::vector<Standing>& reachable,
                      const raft::Membership& group) {
  const auto verdict = judge_held(core_->name(), reachable, group);
  core_->readable = verdict.readable;
  if (verdict.rebuild && core_->setup.rebuild)
    return core_->setup.rebuild("entry " + std::to_string(held.value) +
                                " kills this replica, and " + *verdict.applied_by +
                                " has applied it");
  look_later();
}

}  // namespace shoal::cluster
