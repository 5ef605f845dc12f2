#include "node/runtime/simulated/simulated_runtime.hpp"

#include <charconv>

namespace shoal::runtime {
namespace {

constexpr std::string_view prefix = "shoal.dev/simulated-";

// The value for this container, else for all of the pod.
const std::string* scripted(const Pairs& script, std::string_view key, const std::string& name) {
  const std::string* found = nullptr;
  for (const auto& [k, v] : script) {
    std::string_view rest = std::string_view(k).substr(prefix.size());
    if (rest == key && found == nullptr) found = &v;
    if (rest.starts_with(key) && rest.size() == key.size() + 1 + name.size() &&
        rest[key.size()] == '.' && rest.ends_with(name))
      return &v;
  }
  return found;
}

std::optional<int64_t> number(const std::string* text) {
  int64_t value = 0;
  if (text == nullptr) return std::nullopt;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < 0) return std::nullopt;
  return std::min<int64_t>(value, 1'000'000'000);
}

std::optional<Duration> milliseconds(const std::string* text) {
  auto value = number(text);
  return value ? std::optional<Duration>(std::chrono::milliseconds(*value)) : std::nullopt;
}

Status no_container(const ContainerKey& key) {
  return Status(Code::not_found, "container " + key.name + " of pod " + key.pod_uid + " not found");
}

Exit killed_by(int signal) {
  Exit exit;
  exit.code = 128 + signal;
  exit.signal = signal;
  return exit;
}

}  // namespace

SimulatedRuntime::SimulatedRuntime(const Clock& clock, Wake wake, EventSink events,
                                   SimulatedOptions options)
    : clock_(clock), wake_(std::move(wake)), events_(std::move(events)), options_(options) {}

SimulatedRuntime::~SimulatedRuntime() = default;

Capabilities SimulatedRuntime::capabilities() const {
  return {.name = "simulated",
          .version = "1",
          .pod_network = true,
          .mounts = true,
          .resource_limits = true};
}

std::optional<MonoTime> SimulatedRuntime::due() const {
  std::lock_guard lock(mutex_);
  if (jobs_.empty()) return std::nullopt;
  return jobs_.begin()->first.first;
}

void SimulatedRuntime::advance() {
  std::lock_guard turn(advancing_);
  for (;;) {
    Callback callback;
    {
      std::lock_guard lock(mutex_);
      if (jobs_.empty() || jobs_.begin()->first.first > clock_.mono()) break;
      Job job = std::move(jobs_.begin()->second);
      jobs_.erase(jobs_.begin());
      callback = job();
    }
    if (callback) callback();
  }
  if (auto next = due()) wake_(*next);
}

void SimulatedRuntime::at(Duration delay, Job job) {
  MonoTime when = clock_.mono() + delay;
  bool first;
  {
    std::lock_guard lock(mutex_);
    auto place = jobs_.emplace(std::pair(when, ++sequence_), std::move(job)).first;
    first = place == jobs_.begin();
  }
  if (first) wake_(when);
}

SimulatedRuntime::Container* SimulatedRuntime::find(const ContainerKey& key) {
  auto pod = pods_.find(key.pod_uid);
  if (pod == pods_.end()) return nullptr;
  auto container = pod->second.containers.find({key.name, key.attempt});
  return container == pod->second.containers.end() ? nullptr : &container->second;
}

void SimulatedRuntime::run_sandbox(SandboxSpec spec, Answer<std::string> answer) {
  Status checked = check_sandbox(spec);
  at(options_.sandbox_latency,
     [this, checked, spec = std::move(spec), answer = std::move(answer)]() -> Callback {
       if (!checked.ok()) return [answer, checked] { answer(checked); };
       auto [place, fresh] = pods_.try_emplace(spec.uid);
       if (fresh) {
         place->second.status = {.uid = spec.uid,
                                 .pod_namespace = spec.pod_namespace,
                                 .name = spec.name,
                                 .ip = spec.ip,
                                 .ready = true,
                                 .created = clock_.wall()};
         for (const auto& pair : spec.annotations)
           if (pair.first.starts_with(prefix)) place->second.script.push_back(pair);
       }
       return [answer, ip = place->second.status.ip] { answer(ip); };
     });
}

void SimulatedRuntime::remove_sandbox(const Uid& uid, Done done) {
  now([this, uid, done]() -> Callback {
    pods_.erase(uid);
    return [done] { done({}); };
  });
}

void SimulatedRuntime::start_container(const Uid& uid, ContainerSpec spec, Done done) {
  ContainerKey key{uid, spec.name, spec.attempt};
  Duration latency = options_.start_latency;
  Status refused;
  {
    std::lock_guard lock(mutex_);
    auto pod = pods_.find(uid);
    if (pod == pods_.end()) {
      refused = Status(Code::not_found, "pod " + uid + " has no sandbox");
    } else {
      const Pairs& script = pod->second.script;
      latency = milliseconds(scripted(script, "start-ms", spec.name)).value_or(latency);
      if (const std::string* error = scripted(script, "start-error", spec.name))
        refused = Status(Code::invalid, *error);
    }
  }
  at(latency, [this, key, refused, log = std::move(spec.log_path), done]() -> Callback {
    auto pod = pods_.find(key.pod_uid);
    if (refused.ok() && pod == pods_.end())
      return [done] { done(Status(Code::not_found, "the pod has been removed")); };
    if (!refused.ok()) return [done, refused] { done(refused); };
    auto [place, fresh] = pod->second.containers.try_emplace({key.name, key.attempt});
    if (fresh) {
      place->second.status.log_path = log;
      begin(key, pod->second, place->second);
    }
    return [done] { done({}); };
  });
}

// Under the lock: jobs are added directly, advance() asks to be woken after its round.
void SimulatedRuntime::begin(const ContainerKey& key, Pod& pod, Container& container) {
  ContainerStatus& status = container.status;
  status.name = key.name;
  status.attempt = key.attempt;
  status.state = ContainerState::running;
  status.started = clock_.wall();
  auto after = milliseconds(scripted(pod.script, "exit-after-ms", key.name));
  if (!after) return;
  Exit exit;
  exit.code = int32_t(number(scripted(pod.script, "exit-code", key.name)).value_or(0));
  const std::string* oom = scripted(pod.script, "oom", key.name);
  exit.oom_killed = oom != nullptr && *oom == "true";
  if (exit.oom_killed) exit.code = 137, exit.signal = 9;
  plan_exit(key, container, *after, exit);
}

void SimulatedRuntime::plan_exit(const ContainerKey& key, Container& container, Duration after,
                                 Exit exit) {
  uint64_t plan = container.ends = ++sequence_;
  jobs_.emplace(std::pair(clock_.mono() + after, plan), [this, key, plan, exit]() -> Callback {
    Container* found = find(key);
    if (found == nullptr || found->ends != plan) return {};
    return end(key, exit);
  });
}

SimulatedRuntime::Callback SimulatedRuntime::end(const ContainerKey& key, Exit exit) {
  Container* container = find(key);
  if (container == nullptr || container->status.state != ContainerState::running) return {};
  exit.started = container->status.started;
  exit.finished = clock_.wall();
  container->status.state = ContainerState::exited;
  container->status.exit = exit;
  return [this, key, exit] { events_({key, exit}); };
}

void SimulatedRuntime::stop_container(const ContainerKey& key, Duration grace, Done done) {
  now([this, key, grace, done]() -> Callback {
    Container* container = find(key);
    if (container == nullptr) return [done, key] { done(no_container(key)); };
    if (container->status.state == ContainerState::running) {
      const Pairs& script = pods_.find(key.pod_uid)->second.script;
      Duration takes = milliseconds(scripted(script, "stop-ms", key.name)).value_or(0ms);
      bool forced = takes > grace || grace == Duration::zero();
      plan_exit(key, *container, std::min(takes, grace), killed_by(forced ? 9 : 15));
    }
    return [done] { done({}); };
  });
}

void SimulatedRuntime::signal_container(const ContainerKey& key, int signal, Done done) {
  now([this, key, signal, done]() -> Callback {
    if (find(key) == nullptr) return [done, key] { done(no_container(key)); };
    Callback ended = signal == 9 || signal == 15 ? end(key, killed_by(signal)) : Callback();
    return [done, ended] {
      done({});
      if (ended) ended();
    };
  });
}

void SimulatedRuntime::remove_container(const ContainerKey& key, Done done) {
  now([this, key, done]() -> Callback {
    auto pod = pods_.find(key.pod_uid);
    if (pod != pods_.end()) pod->second.containers.erase({key.name, key.attempt});
    return [done] { done({}); };
  });
}

void SimulatedRuntime::list(Answer<std::vector<SandboxStatus>> answer) {
  now([this, answer]() -> Callback {
    std::vector<SandboxStatus> all;
    for (const auto& [uid, pod] : pods_) {
      all.push_back(pod.status);
      for (const auto& [name, container] : pod.containers)
        all.back().containers.push_back(container.status);
    }
    return [answer, all = std::move(all)] { answer(all); };
  });
}

void SimulatedRuntime::exec_sync(const ContainerKey& key, std::vector<std::string>, Duration,
                                 Answer<ExecResult> answer) {
  now([this, key, answer]() -> Callback {
    Container* container = find(key);
    if (container == nullptr || container->status.state != ContainerState::running)
      return [answer, key] { answer(no_container(key)); };
    ExecResult result;
    const Pairs& script = pods_.find(key.pod_uid)->second.script;
    result.exit_code = int32_t(number(scripted(script, "probe-code", key.name)).value_or(0));
    return [answer, result] { answer(result); };
  });
}

void SimulatedRuntime::read_log(const ContainerKey& key, const std::string&, uint64_t offset,
                                Answer<LogChunk> answer) {
  now([this, key, offset, answer]() -> Callback {
    if (find(key) == nullptr) return [answer, key] { answer(no_container(key)); };
    return [answer, offset] { answer(LogChunk{{}, offset, true}); };
  });
}

void SimulatedRuntime::stats(const Uid& uid, Answer<std::vector<ContainerStats>> answer) {
  now([this, uid, answer]() -> Callback {
    auto pod = pods_.find(uid);
    if (pod == pods_.end())
      return [answer, uid] { answer(Status(Code::not_found, "pod " + uid + " not found")); };
    std::vector<ContainerStats> all;
    for (const auto& [name, container] : pod->second.containers)
      if (container.status.state == ContainerState::running)
        all.push_back({.name = container.status.name});
    return [answer, all = std::move(all)] { answer(all); };
  });
}

}  // namespace shoal::runtime
