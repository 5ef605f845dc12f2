#include "actors/cluster/disk_actor.hpp"

namespace shoal::cluster {
namespace {

using room::DiskState;

constexpr Duration look_soon = std::chrono::milliseconds(200);  // while a disk is short of room
constexpr Duration look_seldom = std::chrono::seconds(2);
constexpr Duration status_deadline = std::chrono::seconds(1);

}  // namespace

DiskActor::DiskActor(Context& context, CorePtr core)
    : Actor(context),
      core_(std::move(core)),
      rounds_(context, look_soon, look_seldom, [this] { look(); }) {}

Status DiskActor::start() {
  if (core_->setup.disk_space) rounds_.begin();
  return {};
}

void DiskActor::on(const LookAtDisks&) {
  if (core_->setup.disk_space) look();
}

void DiskActor::look() {
  look_at_own();
  const auto said = core_->disks.said();
  const bool all_well = std::all_of(said.begin(), said.end(), [](const auto& each) {
    return each.second.state == DiskState::ok;
  });
  if (all_well) return conclude({});
  rounds_.soon();
  if (std::exchange(asking_, true)) return;
  core_->setup.raft.send_unbounded(replica::GetStatus{
      reply_here<raft::RaftStatus>(status_deadline, [this](Result<raft::RaftStatus> status) {
        asking_ = false;
        if (status.ok()) judge(*status);
      })});
}

void DiskActor::look_at_own() {
  const auto& marks = core_->setup.disk_marks;
  const auto before = core_->disks.said()[core_->name()];
  DiskSaying now;
  now.space = core_->setup.disk_space();
  now.state = room::state_of(now.space, marks, before.state);
  now.needed = marks.soft.of(now.space.size);
  const bool news = core_->disks.note(core_->name(), now);
  if (news) {
    core_->setup.log("event=disk_room state=" + std::string(room::to_string(now.state)) +
                     " free_bytes=" + std::to_string(now.space.free) +
                     " needed_bytes=" + std::to_string(now.needed));
  }
  // The numbers of a disk that is short are news too.
  if (!news && (now.state == DiskState::ok || now == before)) return;
  const auto members = core_->directory.members();
  for (const auto& [name, member] : *members) core_->tell_disk(name);
}

void DiskActor::judge(const raft::RaftStatus& status) {
  DiskQuestion question{core_->name(), status.leader, status.membership, core_->disks.said(), {}};
  const auto members = core_->directory.members();
  for (const auto& [name, member] : *members)
    if (core_->is_up(name)) question.reached.insert(name);
  conclude(judge_disks(*members, question));
}

void DiskActor::conclude(const DiskVerdict& verdict) {
  core_->disks.conclude(verdict.no_growth);
  const auto before = std::exchange(gave_way_, verdict.gives_way);
  if (before.value_or(false) != verdict.gives_way)
    core_->setup.log(std::string("event=disk_gives_way is=") +
                     (verdict.gives_way ? "true" : "false"));
  // While it holds again and again: raft's actor may have been started anew.
  if (verdict.gives_way || before != false)
    core_->setup.raft.send_unbounded(replica::Stalled{verdict.gives_way});
}

}  // namespace shoal::cluster
