#include "node/agent/pod_actor.hpp"

#include "node/agent/lifecycle/pod_phase.hpp"
#include "node/agent/lifecycle/status.hpp"
#include "node/agent/volumes/volume_writer.hpp"

namespace shoal::agent {
namespace {

constexpr Duration report_patience = 10s;
constexpr Duration runtime_patience = 10s;

// Something that a person must be told: not worth waiting for a better status.
bool has_trouble(const core::PodStatus& status) {
  for (const auto* list : {&status.initContainerStatuses, &status.containerStatuses})
    for (const auto& each : *list)
      if (each.state.waiting && !each.state.waiting->message.empty()) return true;
  return false;
}

}  // namespace

PodActor::PodActor(Context& context, std::shared_ptr<const NodeParts> parts,
                   std::shared_ptr<const PodName> name,
                   std::shared_ptr<const runtime::SandboxStatus> shown)
    : Actor(context), parts_(std::move(parts)), name_(std::move(name)) {
  // What was known when the pod was found is true for the first incarnation only.
  if (context.generation() == 1) {
    known_ = true;
    if (shown) shown_ = *shown;
  }
  report_after_ = context.now() + first_report_patience;
}

Status PodActor::start() {
  if (known_)
    look_in(Duration::zero());
  else
    ask_runtime();
  return {};
}

void PodActor::ask_runtime() {
  auto answer = reply_here<std::vector<runtime::SandboxStatus>>(
      runtime_patience, [this](Result<std::vector<runtime::SandboxStatus>> all) {
        if (!all.ok())
          return (void)context().later(
              1s, [this] { ask_runtime(); }, "ask_runtime");
        known_ = true;
        shown_.reset();
        for (auto& each : *all)
          if (each.uid == name_->uid) shown_ = std::move(each);
        look();
      });
  runtime().list([answer](Result<std::vector<runtime::SandboxStatus>> all) { answer.answer(all); });
}

void PodActor::on(const PodLook& m) {
  volumes_stale_ = volumes_stale_ || m.configuration;
  look();
}

void PodActor::on(const PodExit& m) {
  if (!shown_ || m.exited.key.pod_uid != name_->uid) return;
  note_exit(*shown_, m.exited);
  happened();
}

void PodActor::on(const PodShown& m) {
  bool busy = memory_.sandbox_starting || memory_.sandbox_removing;
  for (const auto& each : memory_.containers) busy = busy || each.starting;
  // What was asked for before the runtime's last answer may be older than that answer.
  if (!known_ || busy || last_act_ >= m.asked) return;
  if (m.shown)
    shown_ = *m.shown;
  else
    shown_.reset();
  look();
}

void PodActor::happened() {
  last_act_ = context().now();
  look();
}

void PodActor::look_in(Duration delay) {
  if (timer_ && timer_->first <= context().now() + delay) return;
  if (timer_) context().cancel(*timer_);
  timer_ = context().later(
      delay,
      [this] {
        timer_.reset();
        look();
      },
      "look");
}

PodActor::PodPtr PodActor::own_pod(const objects::View& view) const {
  auto pod = view.get<core::Pod>(name_->space, name_->name);
  if (!pod || pod->metadata.uid != name_->uid || pod->spec.nodeName != setup().node) return {};
  return pod;
}

Places PodActor::places() const {
  return {setup().pods_dir, setup().cgroup_parent, setup().facts.internal_ip,
          shown_ ? shown_->ip : std::string()};
}

Sources PodActor::sources(const objects::View& view) const {
  Sources s;
  s.config_map = [&view, this](const std::string& name) {
    return view.get<core::ConfigMap>(name_->space, name).value;
  };
  s.secret = [&view, this](const std::string& name) {
    return view.get<core::Secret>(name_->space, name).value;
  };
  const auto& facts = setup().facts;
  s.node_ip = facts.internal_ip;
  s.pod_ip = shown_ ? shown_->ip : "";
  s.node_cpu = facts.cpu - facts.reserved_cpu;
  s.node_memory = facts.memory - facts.reserved_memory;
  s.node_storage = facts.ephemeral_storage;
  return s;
}

PodInput PodActor::input(const core::Pod* pod) const {
  PodInput in;
  in.pod = pod;
  in.shown = shown();
  in.memory = &memory_;
  in.now = context().wall();
  in.mono = context().now();
  in.node_ip = setup().facts.internal_ip;
  in.runtime_name = parts_->runtime_name;
  in.volumes_error = volumes_error_;
  in.config_errors = config_errors_;
  return in;
}

void PodActor::look() {
  if (!known_) return;
  const objects::View view = setup().view();
  const PodPtr pod = own_pod(view);
  if (pod && !remembered_) {
    memory_ = remember(*pod, shown(), context().wall(), context().now());
    remembered_ = true;
  }
  refresh(memory_, shown(), context().wall(), context().now());
  config_errors_.clear();
  volumes_error_.clear();
  if (pod) write_volumes(*pod, view);
  PodActions actions = decide(input(pod.value.get()));
  carry_out(actions, pod.value.get(), view);
  if (pod) report(input(pod.value.get()), *pod);
  Duration again = actions.look_again.value_or(Duration::max());
  if (!config_errors_.empty() || !volumes_error_.empty()) again = std::min<Duration>(again, 5s);
  if (again < Duration::max()) look_in(again);
}

// Volumes are written before the sandbox is made, again when what they are made of has changed, and
// once after a new start of this actor.
void PodActor::write_volumes(const core::Pod& pod, const objects::View& view) {
  if (!setup().files || pod.spec.volumes.empty()) {
    if (volumes_ == Volumes::ready) return;
    // Nothing is written where no file is; mounts still find their volume by its name.
    for (const auto& volume : pod.spec.volumes) volume_plans_.emplace_back().name = volume.name;
    volumes_ = Volumes::ready;
    return;
  }
  bool ended = !pod.metadata.deletionTimestamp.is_zero() || is_terminal(pod.status.phase);
  if (volumes_ == Volumes::writing || ended) return;
  if (volumes_ == Volumes::ready && !volumes_stale_) return;
  auto plans = plan_volumes(pod, sources(view));
  if (!plans.ok()) {
    volumes_error_ = plans.status().message();
    return;
  }
  volumes_ = Volumes::writing;
  volumes_stale_ = false;
  volume_plans_ = *plans;
  for (const auto& plan : volume_plans_)
    if (!plan.left_out.empty()) tell_state("FailedMount", plan.left_out);
  for (auto& plan : volume_plans_) plan.files.clear();
  auto done = here<Status>(
      [this](Status status) {
        volumes_ = status.ok() ? Volumes::ready : Volumes::missing;
        if (status.ok()) return look();
        volumes_error_ = status.message();
        look_in(1s);
      },
      "volumes");
  setup().files->post(
      [plans = std::move(*plans), done, folder = pod_folder(setup().pods_dir, name_->uid)] {
        done(agent::write_volumes(plans, folder));
      });
}

void PodActor::report(const PodInput& in, const core::Pod& pod) {
  if (reporting_) return;
  core::PodStatus status = status_of(in);
  tell_troubles(pod, status);
  if (status == pod.status) return;
  bool starting =
      pod.status.startTime.is_zero() && status.phase == "Pending" && !has_trouble(status);
  bool often = reported_ && !is_terminal(status.phase);
  if ((starting || often) && context().now() < report_after_)
    return look_in(report_after_ - context().now());
  send_report(false, std::move(status));
}

void PodActor::send_report(bool remove, core::PodStatus status) {
  if (reporting_ && !remove) return;
  reporting_ = true;
  reported_ = true;
  auto report = std::make_shared<PodStatusReport>();
  report->space = name_->space, report->name = name_->name, report->uid = name_->uid;
  report->status = std::move(status);
  report->remove = remove;
  report->reply = reply_here<Done>(report_patience, [this](Result<Done> result) {
    reporting_ = false;
    report_after_ = context().now() + status_write_gap;
    if (result.ok()) return look();
    // Refused because the object has changed, or nobody leads: the next look sees what is true
    // then.
    look_in(result.status().code() == Code::conflict ? Duration(10ms) : Duration(500ms));
  });
  (void)parts_->agent.send(std::shared_ptr<const PodStatusReport>(std::move(report)));
}

}  // namespace shoal::agent
