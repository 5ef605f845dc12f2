// The part of PodActor that does what was decided: each verb marks what is under way in the memory,
// and its answer changes what is shown and looks again.

#include <fmt/format.h>

#include "node/agent/lifecycle/containers.hpp"
#include "node/agent/pod_actor.hpp"
#include "node/agent/pod_measures.hpp"
#include "node/agent/volumes/volume_writer.hpp"

namespace shoal::agent {
namespace {

constexpr Duration remove_retry = 1s;
constexpr Duration hook_timeout = 30s;

const core::Container* find_container(const core::Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.spec.containers, &pod.spec.initContainers})
    for (const auto& each : *list)
      if (each.name == name) return &each;
  return nullptr;
}

const char* word_of(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::startup:
      return "Startup";
    case ProbeKind::readiness:
      return "Readiness";
    case ProbeKind::liveness:
      return "Liveness";
  }
  return "";
}

Status verdict_of(const Result<runtime::ExecResult>& result) {
  if (!result.ok()) return result.status();
  if (result->timed_out) return {Code::timeout, "command timed out"};
  if (result->exit_code == 0) return {};
  return {Code::unavailable, result->output.substr(0, probe_message_bytes_max)};
}

}  // namespace

uint16_t port_number(const core::Container& container, const api::IntOrString& port) {
  if (!port.is_text()) return static_cast<uint16_t>(port.number());
  for (const auto& each : container.ports)
    if (each.name == port.text()) return static_cast<uint16_t>(each.containerPort);
  return 0;
}

NetworkProbe network_probe(const core::Container& container, const core::Probe& probe,
                           const std::string& pod_ip) {
  NetworkProbe out;
  out.timeout = std::chrono::seconds(std::max(probe.timeoutSeconds, 1));
  if (const auto& get = probe.httpGet) {
    out.http = true;
    out.host = get->host.empty() ? pod_ip : get->host;
    out.port = port_number(container, get->port);
    out.tls = get->scheme == "HTTPS";
    out.path = get->path.empty() ? "/" : get->path;
    for (const auto& header : get->httpHeaders) out.headers.emplace_back(header.name, header.value);
  } else if (const auto& tcp = probe.tcpSocket) {
    out.host = tcp->host.empty() ? pod_ip : tcp->host;
    out.port = port_number(container, tcp->port);
  }
  return out;
}

void PodActor::carry_out(const PodActions& actions, const core::Pod* pod,
                         const objects::View& view) {
  for (const auto& stop : actions.stop) stop_container(stop, *pod);
  for (const auto& remove : actions.remove) remove_container(remove);
  for (const auto& start : actions.start) start_container(start, *pod, view);
  for (const auto& probe : actions.probes) run_probe(probe, *pod);
  if (actions.run_sandbox && volumes_ == Volumes::ready) run_sandbox(*pod);
  if (actions.remove_sandbox) remove_sandbox();
  if (actions.delete_object && !reporting_) send_report(true, {});
  if (actions.gone && !gone_told_) {
    gone_told_ = true;
    if (setup().files)
      setup().files->post(
          [folder = pod_folder(setup().pods_dir, name_->uid)] { remove_pod_folder(folder); });
    (void)parts_->agent.send(std::make_shared<const PodGone>(PodGone{name_->id(), name_->uid}));
  }
}

void PodActor::run_sandbox(const core::Pod& pod) {
  memory_.sandbox_starting = true;
  Places where = places();
  where.pod_ip = parts_->table->claim_address(name_->uid);
  auto answer = here<Result<std::string>>(
      [this](const Result<std::string>& address) {
        memory_.sandbox_starting = false;
        if (address.ok()) {
          runtime::SandboxStatus made;
          made.uid = name_->uid, made.pod_namespace = name_->space, made.name = name_->name;
          made.ip = *address, made.ready = true, made.created = context().wall();
          shown_ = std::move(made);
          if (setup().measures) setup().measures->sandboxes.add();
          memory_.sandbox_failures = 0;
          memory_.sandbox_failed.reset();
          memory_.sandbox_error.clear();
        } else {
          ++memory_.sandbox_failures;
          memory_.sandbox_failed = context().now();
          memory_.sandbox_error = "Failed to create pod sandbox: " + address.status().message();
          tell(true, "FailedCreatePodSandBox", memory_.sandbox_error);
          if (setup().measures) setup().measures->sandbox_errors.add();
        }
        happened();
      },
      "sandbox");
  runtime().run_sandbox(sandbox_spec(pod, where), answer);
}

void PodActor::remove_sandbox() {
  memory_.sandbox_removing = true;
  runtime().remove_sandbox(name_->uid, here<Status>(
                                           [this](Status status) {
                                             memory_.sandbox_removing = false;
                                             if (!status.ok() && status.code() != Code::not_found)
                                               return look_in(remove_retry);
                                             shown_.reset();
                                             happened();
                                           },
                                           "removed"));
}

void PodActor::start_container(const StartContainer& start, const core::Pod& pod,
                               const objects::View& view) {
  const auto* container = find_container(pod, start.name);
  auto* memory = find_memory(memory_, start.name);
  if (!container || !memory) return;
  if (setup().files && volume_plans_.size() != pod.spec.volumes.size()) {
    // A new incarnation does not know yet where its volumes are; their end looks again.
    if (volumes_ != Volumes::writing) config_errors_.emplace_back(start.name, volumes_error_);
    return;
  }
  auto spec =
      container_spec(pod, *container, start.attempt, places(), sources(view), volume_plans_);
  if (!spec.ok()) {
    config_errors_.emplace_back(start.name, spec.status().message());
    return;
  }
  memory->starting = true;
  const auto field = field_of(pod, start.name);
  // The runtime of processes fetches none; Kubernetes says so of an image it has.
  tell(false, "Pulled",
       fmt::format(
           "Container image \"{}\" already present on machine and can be accessed by the pod",
           container->image),
       field);
  auto hook = container->lifecycle ? container->lifecycle->postStart : std::nullopt;
  auto done = here<Status>(
      [this, start, hook, field](const Status& status) {
        if (setup().measures)
          setup().measures->container(field.starts_with("spec.init"), status.ok());
        if (!status.ok()) tell(true, "Failed", "Error: " + status.message(), field);
        if (status.ok()) tell(false, "Created", "Container created", field);
        if (status.ok()) tell(false, "Started", "Container started", field);
        started(start.name, start.attempt, status, hook);
      },
      "started");
  auto mounts = spec->mounts;
  auto run = [runtime = setup().runtime, uid = name_->uid, spec = std::move(*spec), done] {
    runtime->start_container(uid, spec, done);
  };
  if (!setup().files || mounts.empty()) return run();
  // A subPath of an empty volume is made when it is first mounted.
  setup().files->post([run, mounts, folder = pod_folder(setup().pods_dir, name_->uid)] {
    make_mount_sources(mounts, folder);
    run();
  });
}

void PodActor::started(const std::string& container, uint32_t attempt, const Status& status,
                       const std::optional<core::LifecycleHandler>& hook) {
  auto* memory = find_memory(memory_, container);
  memory->starting = false;
  if (!status.ok()) {
    ++memory->start_failures;
    memory->start_failed = context().now();
    memory->start_error = status.message();
    return happened();
  }
  memory->start_failures = 0;
  memory->start_failed.reset();
  memory->start_error.clear();
  if (shown_) note_started(*shown_, container, attempt, context().wall());
  if (hook && hook->exec) {
    auto ran = here<Result<runtime::ExecResult>>(
        [this, container, attempt](const Result<runtime::ExecResult>& result) {
          if (result.ok() && result->exit_code == 0 && !result->timed_out) return;
          runtime().stop_container(key(container, attempt), 2s, [](const Status&) {});
        },
        "post_start");
    runtime().exec_sync(key(container, attempt), hook->exec->command, hook_timeout, ran);
  }
  happened();
}

void PodActor::stop_container(const StopContainer& stop, const core::Pod& pod) {
  auto* memory = find_memory(memory_, stop.name);
  const auto* container = find_container(pod, stop.name);
  if (!memory || !container) return;
  bool first = !memory->stop_sent;
  memory->stop_sent = stop.grace;
  if (first)
    tell(false, "Killing",
         stop.why.empty() ? "Stopping container " + stop.name
                          : fmt::format("Container {} {}", stop.name, stop.why),
         field_of(pod, stop.name));
  auto stop_it = [this, stop](Duration grace) {
    runtime().stop_container(key(stop.name, stop.attempt), grace,
                             here<Status>(
                                 [this](const Status& status) {
                                   if (!status.ok())
                                     ask_runtime();  // it is not as we think: ask how it is
                                 },
                                 "stopped"));
  };
  const auto* hook = container->lifecycle && container->lifecycle->preStop
                         ? &*container->lifecycle->preStop
                         : nullptr;
  if (!first || !hook || !hook->exec || stop.grace <= Duration::zero()) return stop_it(stop.grace);
  MonoTime end = context().now() + stop.grace;
  auto ran = here<Result<runtime::ExecResult>>(
      [this, stop_it, end](const Result<runtime::ExecResult>&) {
        stop_it(std::max<Duration>(end - context().now(), 2s));
      },
      "pre_stop");
  runtime().exec_sync(key(stop.name, stop.attempt), hook->exec->command, stop.grace, ran);
}

void PodActor::remove_container(const StartContainer& remove) {
  auto done = here<Status>(
      [this, remove](const Status& status) {
        if (shown_ && (status.ok() || status.code() == Code::not_found))
          note_removed(*shown_, remove.name, remove.attempt);
      },
      "forgotten");
  runtime().remove_container(key(remove.name, remove.attempt), done);
}

void PodActor::run_probe(const RunProbe& run, const core::Pod& pod) {
  const auto* container = find_container(pod, run.container);
  auto* memory = find_memory(memory_, run.container);
  const auto* probe = container ? probe_of(*container, run.kind) : nullptr;
  if (!probe || !memory) return;
  auto& tries = memory->probes[static_cast<size_t>(run.kind)];
  tries.underway = true;
  tries.tried = context().now();
  uint32_t attempt = memory->attempt;
  auto ended = here<Status>(
      [this, run, probe = *probe, attempt,
       field = field_of(pod, run.container)](const Status& result) {
        if (setup().measures) setup().measures->probe(word_of(run.kind), result.ok());
        if (!result.ok() && has_attempt(run.container, attempt))
          tell(true, "Unhealthy",
               fmt::format("{} probe failed: {}", word_of(run.kind), result.message()), field);
        probe_ended(run, probe, attempt, result.ok());
      },
      "probed");
  if (probe->exec) {
    auto timeout = std::chrono::seconds(std::max(probe->timeoutSeconds, 1));
    runtime().exec_sync(
        key(run.container, attempt), probe->exec->command, timeout,
        [ended](const Result<runtime::ExecResult>& result) { ended(verdict_of(result)); });
    return;
  }
  if (!probe->httpGet && !probe->tcpSocket) return ended({});
  setup().prober(network_probe(*container, *probe, shown_ ? shown_->ip : ""), ended);
}

bool PodActor::has_attempt(const std::string& container, uint32_t attempt) {
  auto* memory = find_memory(memory_, container);
  return memory && memory->attempt == attempt;
}

void PodActor::probe_ended(const RunProbe& run, const core::Probe& probe, uint32_t attempt,
                           bool success) {
  if (!has_attempt(run.container, attempt)) return;
  auto* memory = find_memory(memory_, run.container);
  note_probe(memory->probes[static_cast<size_t>(run.kind)], probe, success);
  look();
}

}  // namespace shoal::agent
