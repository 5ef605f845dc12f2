#include "node/shim/shim.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

namespace shoal::shim {

int Shim::run() {
  for (;;) {
    poll_once();
    if (!ending_ || !containers_.empty() || !execs_.empty()) continue;
    end_pod();
    return 0;
  }
}

int Shim::poll_timeout_ms() const {
  int64_t next = 0;
  for (const auto& [key, held] : containers_)
    if (int64_t at = held.container->kill_at(); at != 0 && (next == 0 || at < next)) next = at;
  if (next == 0) return -1;
  return int(std::clamp<int64_t>((next - boot_now_ns()) / 1'000'000 + 1, 0, 60'000));
}

void Shim::poll_once() {
  std::vector<pollfd> fds;
  auto watch = [&](int fd, short events) {
    if (fd >= 0) fds.push_back({fd, events, 0});
  };
  watch(signals_.get(), POLLIN), watch(listener_.get(), POLLIN);
  for (const Client& client : clients_)
    watch(client.fd.get(), short(client.out.empty() ? POLLIN : POLLIN | POLLOUT));
  for (const auto& [key, held] : containers_)
    for (int fd : {held.container->out(), held.container->err(), held.container->error()})
      watch(fd, POLLIN);
  for (const Exec& exec : execs_)
    watch(exec.run.output.get(), POLLIN), watch(exec.run.status.get(), POLLIN);
  if (poll(fds.data(), fds.size(), poll_timeout_ms()) < 0) return;
  look_at_containers();
  look_at_execs();
  if (fds[0].revents != 0) reap();
  if (fds[1].revents != 0) accept_client();
  serve_clients(fds);
}

void Shim::look_at_containers() {
  int64_t now = boot_now_ns();
  for (auto at = containers_.begin(); at != containers_.end(); ++at) {
    Container& container = *at->second.container;
    if (container.kill_at() != 0 && container.kill_at() <= now) container.kill_now();
    container.read_output();
    if (!container.starting()) continue;
    std::optional<std::string> outcome = container.started();
    if (!outcome) continue;
    // A container that could not start goes away when its init is reaped.
    for (const Asker& asker : at->second.waiting)
      answer(asker, outcome->empty() ? AnswerCode::ok : AnswerCode::invalid, *outcome);
    at->second.waiting.clear();
  }
}

void Shim::look_at_execs() {
  for (auto exec = execs_.begin(); exec != execs_.end();) {
    char buffer[4096];
    constexpr int reads_max = 256;
    for (int i = 0; exec->run.output && i < reads_max; ++i) {
      ssize_t n = read(exec->run.output.get(), buffer, sizeof buffer);
      if (n == 0) exec->run.output.reset();
      if (n <= 0) break;
      size_t room = runtime::exec_output_bytes_max - exec->result.output.size();
      exec->result.output.append(buffer, std::min(room, size_t(n)));
    }
    ExecStatus status;
    ssize_t n = read(exec->run.status.get(), &status, sizeof status);
    bool over = n >= 0;
    if (n == sizeof status) {
      exec->result.exit_code = status.code;
      exec->result.timed_out = status.timed_out != 0;
      answer(exec->asker, AnswerCode::ok, {}, encode(exec->result));
    } else if (over) {
      answer(exec->asker, AnswerCode::not_found, "the container has ended");
    }
    exec = over ? execs_.erase(exec) : std::next(exec);
  }
}

void Shim::reap() {
  signalfd_siginfo drained;
  while (read(signals_.get(), &drained, sizeof drained) == sizeof drained) {
  }
  int status = 0;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (auto at = containers_.begin(); at != containers_.end(); ++at)
      if (at->second.container->init() == pid) {
        container_ended(at->second, status);
        bool never_ran = at->second.container->status().started == WallTime();
        bool removed = !at->second.removers.empty();
        if (removed) at->second.container->forget();
        for (const Asker& remover : at->second.removers) answer(remover, AnswerCode::ok);
        if (ending_ || never_ran || removed) containers_.erase(at);
        break;
      }
  if (pod_.isolation != Isolation::root) sweep_orphans();
}

// Where there is no pid namespace, what a container leaves behind becomes our child.
void Shim::sweep_orphans() {
  std::vector<int> ours;
  for (const auto& [key, held] : containers_)
    if (held.container->init() > 0) ours.push_back(held.container->init());
  for (const Exec& exec : execs_) ours.push_back(exec.run.pid);
  kill_children_except(ours);
}

void Shim::container_ended(Held& held, int status) {
  Container& container = *held.container;
  if (container.starting()) look_at_containers();
  container.ended(status);
  for (const Asker& asker : held.waiting)
    answer(asker, AnswerCode::internal, "the container ended while it started");
  held.waiting.clear();
  if (container.status().started != WallTime()) announce(container);
}

void Shim::carry_out(const Asker& from, const Frame& frame) {
  switch (frame.verb) {
    case Verb::sandbox:
      return on_sandbox(from, frame.payload);
    case Verb::start:
      return on_start(from, frame.payload);
    case Verb::stop:
    case Verb::signal:
    case Verb::remove:
      return on_container_verb(from, frame);
    case Verb::exec:
      return on_exec(from, frame.payload);
    case Verb::list:
      return answer(from, AnswerCode::ok, {}, encode(status()));
    case Verb::end:
      ending_ = true;
      end_askers_.push_back(from);
      for (auto at = containers_.begin(); at != containers_.end();) {
        at->second.container->kill_now();
        at = at->second.container->init() == 0 ? containers_.erase(at) : std::next(at);
      }
      for (const Exec& exec : execs_) kill(exec.run.pid, SIGKILL);
      return;
    case Verb::exited:
      break;
  }
  answer(from, AnswerCode::invalid, "this shim does not know the verb");
}

void Shim::on_sandbox(const Asker& from, const std::string& payload) {
  runtime::SandboxSpec spec;
  if (!decode(payload, spec)) return answer(from, AnswerCode::invalid, "malformed request");
  if (!has_sandbox_) {
    std::string error;
    if (pod_.isolation == Isolation::root && !make_sandbox(spec, pod_.namespaces, error))
      return answer(from, AnswerCode::internal, "cannot make the pod's sandbox: " + error);
    if (pod_.layout.version == CgroupVersion::none) spec.cgroup_parent.clear();
    pod_.sandbox = std::move(spec);
    created_ = wall_now();
    has_sandbox_ = true;
    write_record(pod_.folder, sandbox_file, encode(status()), false);
    write_record(pod_.folder, "spec", encode(pod_.sandbox), false);
    write_hosts();
  }
  answer(from, AnswerCode::ok, {}, pod_.sandbox.ip);
}

// Without its own name in there, a program that asks who it is waits for a DNS server.
void Shim::write_hosts() const {
  const runtime::SandboxSpec& pod = pod_.sandbox;
  std::string text = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";
  text += pod.ip.empty() ? "127.0.0.1" : pod.ip;
  text += "\t" + (pod.hostname.empty() ? pod.name : pod.hostname) + "\n";
  write_record(pod_.folder, "hosts", text, false);
  chmod((pod_.folder + "/hosts").c_str(), 0644);
}

void Shim::on_start(const Asker& from, const std::string& payload) {
  runtime::ContainerSpec spec;
  if (!decode(payload, spec)) return answer(from, AnswerCode::invalid, "malformed request");
  if (!has_sandbox_ || ending_)
    return answer(from, AnswerCode::not_found, "the pod has no sandbox");
  Key key(spec.name, spec.attempt);
  if (auto there = containers_.find(key); there != containers_.end()) {
    if (!there->second.container->starting()) return answer(from, AnswerCode::ok);
    there->second.waiting.push_back(from);
    return;
  }
  if (containers_.size() >= 4 * runtime::containers_per_pod_max)
    return answer(from, AnswerCode::invalid, "too many containers: remove ended ones first");
  auto container = std::make_unique<Container>(pod_, std::move(spec));
  std::string error;
  if (!container->start(error)) return answer(from, AnswerCode::invalid, error);
  Held& held = containers_[key];
  held.container = std::move(container);
  held.waiting.push_back(from);
}

void Shim::on_container_verb(const Asker& from, const Frame& frame) {
  ContainerRef ref;
  if (!decode(frame.payload, ref)) return answer(from, AnswerCode::invalid, "malformed request");
  auto at = containers_.find({ref.name, ref.attempt});
  if (at == containers_.end()) {
    if (frame.verb == Verb::remove) return answer(from, AnswerCode::ok);
    return answer(from, AnswerCode::not_found, "no such container");
  }
  Container& container = *at->second.container;
  bool over = container.status().state == runtime::ContainerState::exited;
  if (frame.verb == Verb::stop) container.stop(ref.argument, boot_now_ns());
  if (frame.verb == Verb::signal && !over) {
    if (ref.argument < 1 || ref.argument > 64 || !container.signal(int(ref.argument)))
      return answer(from, AnswerCode::invalid, "cannot send this signal");
  }
  if (frame.verb == Verb::remove && !over) {
    at->second.removers.push_back(from);
    return container.kill_now();
  }
  if (frame.verb == Verb::remove) container.forget(), containers_.erase(at);
  answer(from, AnswerCode::ok);
}

void Shim::on_exec(const Asker& from, const std::string& payload) {
  ExecRequest request;
  if (!decode(payload, request) || request.command.empty())
    return answer(from, AnswerCode::invalid, "malformed request");
  auto at = containers_.find({request.name, request.attempt});
  if (at == containers_.end() ||
      at->second.container->status().state != runtime::ContainerState::running)
    return answer(from, AnswerCode::not_found, "the container is not running");
  if (execs_.size() >= execs_max)
    return answer(from, AnswerCode::internal, "too many commands run in this pod");
  const Container& container = *at->second.container;
  ExecTarget target{container.init(), pod_.isolation != Isolation::plain, pod_.layout,
                    container.cgroup()};
  Exec& exec = execs_.emplace_back();
  exec.asker = from;
  int64_t timeout = std::clamp<int64_t>(request.timeout_ns, 1'000'000, 3'600'000'000'000);
  if (start_exec(target, container.spec(), request.command, timeout, exec.run)) return;
  execs_.pop_back();
  answer(from, AnswerCode::internal, with_errno("cannot start a process"));
}

runtime::SandboxStatus Shim::status() const {
  runtime::SandboxStatus status;
  status.uid = pod_.sandbox.uid;
  status.pod_namespace = pod_.sandbox.pod_namespace;
  status.name = pod_.sandbox.name;
  status.ip = pod_.sandbox.ip;
  status.ready = has_sandbox_ && !ending_;
  status.created = created_;
  for (const auto& [key, held] : containers_) status.containers.push_back(held.container->status());
  return status;
}

void Shim::end_pod() {
  remove_veth(pod_.namespaces);
  if (!pod_.sandbox.cgroup_parent.empty())
    remove_dying_cgroup(pod_.layout, pod_cgroup(pod_.sandbox.cgroup_parent, pod_.sandbox.uid));
  for (const Asker& asker : end_askers_) answer(asker, AnswerCode::ok);
}

}  // namespace shoal::shim
