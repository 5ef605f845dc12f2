#include "node/shim/protocol/protocol.hpp"

#include "node/shim/protocol/wire.hpp"

namespace shoal::shim {
namespace {

using namespace runtime;

void put(WireWriter& w, const std::vector<std::string>& list) {
  w.u32(uint32_t(list.size()));
  for (const std::string& item : list) w.text(item);
}

void get(WireReader& r, std::vector<std::string>& list) {
  for (uint32_t n = r.count(); n > 0 && r.ok(); --n) list.push_back(r.text());
}

void put(WireWriter& w, const Pairs& pairs) {
  w.u32(uint32_t(pairs.size()));
  for (const auto& [key, value] : pairs) w.text(key), w.text(value);
}

void get(WireReader& r, Pairs& pairs) {
  for (uint32_t n = r.count(); n > 0 && r.ok(); --n) {
    std::string key = r.text();
    pairs.emplace_back(std::move(key), r.text());
  }
}

void put(WireWriter& w, const std::optional<uint32_t>& value) {
  w.flag(value.has_value());
  w.u32(value.value_or(0));
}

void get(WireReader& r, std::optional<uint32_t>& value) {
  bool there = r.flag();
  uint32_t number = r.u32();
  if (there) value = number;
}

void put(WireWriter& w, const ContainerStatus& status) {
  w.text(status.name), w.u32(status.attempt), w.u8(uint8_t(status.state)), w.i64(status.pid);
  w.i64(to_unix_ns(status.started)), w.text(status.log_path);
  const Exit& exit = status.exit;
  w.i64(exit.code), w.i64(exit.signal), w.flag(exit.oom_killed), w.flag(exit.lost);
  w.i64(to_unix_ns(exit.started)), w.i64(to_unix_ns(exit.finished)), w.text(exit.message);
}

bool get(WireReader& r, ContainerStatus& status) {
  status.name = r.text(), status.attempt = r.u32();
  uint8_t state = r.u8();
  status.state = ContainerState(state), status.pid = r.i64();
  status.started = wall_from_unix_ns(r.i64()), status.log_path = r.text();
  Exit& exit = status.exit;
  exit.code = int32_t(r.i64()), exit.signal = int32_t(r.i64());
  exit.oom_killed = r.flag(), exit.lost = r.flag();
  exit.started = wall_from_unix_ns(r.i64()), exit.finished = wall_from_unix_ns(r.i64());
  exit.message = r.text();
  return r.ok() && state <= uint8_t(ContainerState::exited);
}

}  // namespace

std::string encode_frame(Verb verb, uint32_t id, std::string_view payload) {
  WireWriter w;
  w.u32(uint32_t(payload.size() + 5)), w.u8(uint8_t(verb)), w.u32(id);
  std::string out = w.take();
  out += payload;
  return out;
}

bool FrameReader::next(Frame& frame) {
  if (broken_ || pending_.size() < 4) return false;
  uint32_t size = WireReader(pending_).u32();
  if (size < 5 || size > frame_bytes_max) {
    broken_ = true;
    return false;
  }
  if (pending_.size() < 4 + size_t(size)) return false;
  WireReader r(std::string_view(pending_).substr(4, 5));
  frame.verb = Verb(r.u8());
  frame.id = r.u32();
  frame.payload = pending_.substr(frame_head_bytes, size - 5);
  pending_.erase(0, 4 + size_t(size));
  return true;
}

std::string encode(const SandboxSpec& s) {
  WireWriter w;
  w.text(s.uid), w.text(s.pod_namespace), w.text(s.name), w.text(s.hostname);
  w.text(s.cgroup_parent), w.flag(s.host_network), w.flag(s.host_pid), w.flag(s.host_ipc);
  w.text(s.ip), w.text(s.node_ip), put(w, s.labels), put(w, s.annotations);
  return w.take();
}

bool decode(std::string_view in, SandboxSpec& s) {
  WireReader r(in);
  s.uid = r.text(), s.pod_namespace = r.text(), s.name = r.text(), s.hostname = r.text();
  s.cgroup_parent = r.text(), s.host_network = r.flag(), s.host_pid = r.flag();
  s.host_ipc = r.flag(), s.ip = r.text(), s.node_ip = r.text();
  get(r, s.labels), get(r, s.annotations);
  return r.done();
}

std::string encode(const ContainerSpec& s) {
  WireWriter w;
  w.text(s.name), w.u32(s.attempt), put(w, s.command), put(w, s.args), put(w, s.env);
  w.text(s.working_dir), w.u32(uint32_t(s.mounts.size()));
  for (const Mount& m : s.mounts)
    w.text(m.host_path), w.text(m.container_path), w.flag(m.read_only);
  const Resources& limits = s.resources;
  w.i64(limits.cpu_shares), w.i64(limits.cpu_quota_us), w.i64(limits.cpu_period_us);
  w.i64(limits.memory_limit_bytes), w.i64(limits.pids_limit), w.i64(limits.oom_score_adj);
  w.text(s.log_path), w.text(s.termination_message_path);
  put(w, s.run_as_user), put(w, s.run_as_group), w.flag(s.read_only_root);
  return w.take();
}

bool decode(std::string_view in, ContainerSpec& s) {
  WireReader r(in);
  s.name = r.text(), s.attempt = r.u32(), get(r, s.command), get(r, s.args), get(r, s.env);
  s.working_dir = r.text();
  for (uint32_t n = r.count(); n > 0 && r.ok(); --n) {
    Mount& m = s.mounts.emplace_back();
    m.host_path = r.text(), m.container_path = r.text(), m.read_only = r.flag();
  }
  Resources& limits = s.resources;
  limits.cpu_shares = r.i64(), limits.cpu_quota_us = r.i64(), limits.cpu_period_us = r.i64();
  limits.memory_limit_bytes = r.i64(), limits.pids_limit = r.i64();
  limits.oom_score_adj = int32_t(r.i64());
  s.log_path = r.text(), s.termination_message_path = r.text();
  get(r, s.run_as_user), get(r, s.run_as_group), s.read_only_root = r.flag();
  return r.done();
}

std::string encode(const ContainerStatus& status) {
  WireWriter w;
  put(w, status);
  return w.take();
}

bool decode(std::string_view in, ContainerStatus& status) {
  WireReader r(in);
  return get(r, status) && r.done();
}

std::string encode(const SandboxStatus& s) {
  WireWriter w;
  w.text(s.uid), w.text(s.pod_namespace), w.text(s.name), w.text(s.ip), w.flag(s.ready);
  w.i64(to_unix_ns(s.created)), w.u32(uint32_t(s.containers.size()));
  for (const ContainerStatus& status : s.containers) put(w, status);
  return w.take();
}

bool decode(std::string_view in, SandboxStatus& s) {
  WireReader r(in);
  s.uid = r.text(), s.pod_namespace = r.text(), s.name = r.text(), s.ip = r.text();
  s.ready = r.flag(), s.created = wall_from_unix_ns(r.i64());
  for (uint32_t n = r.count(); n > 0 && r.ok(); --n)
    if (!get(r, s.containers.emplace_back())) return false;
  return r.done();
}

std::string encode(const ExecResult& result) {
  WireWriter w;
  w.i64(result.exit_code), w.flag(result.timed_out), w.text(result.output);
  return w.take();
}

bool decode(std::string_view in, ExecResult& result) {
  WireReader r(in);
  result.exit_code = int32_t(r.i64()), result.timed_out = r.flag(), result.output = r.text();
  return r.done();
}

std::string encode(const ContainerRef& ref) {
  WireWriter w;
  w.text(ref.name), w.u32(ref.attempt), w.i64(ref.argument);
  return w.take();
}

bool decode(std::string_view in, ContainerRef& ref) {
  WireReader r(in);
  ref.name = r.text(), ref.attempt = r.u32(), ref.argument = r.i64();
  return r.done();
}

std::string encode(const ExecRequest& request) {
  WireWriter w;
  w.text(request.name), w.u32(request.attempt), put(w, request.command), w.i64(request.timeout_ns);
  return w.take();
}

bool decode(std::string_view in, ExecRequest& request) {
  WireReader r(in);
  request.name = r.text(), request.attempt = r.u32(), get(r, request.command);
  request.timeout_ns = r.i64();
  return r.done();
}

std::string encode(const ShimAnswer& answer) {
  WireWriter w;
  w.u8(uint8_t(answer.code)), w.text(answer.message), w.text(answer.result);
  return w.take();
}

bool decode(std::string_view in, ShimAnswer& answer) {
  WireReader r(in);
  answer.code = AnswerCode(r.u8()), answer.message = r.text(), answer.result = r.text();
  return r.done();
}

std::string record_file(std::string_view name, uint32_t attempt, std::string_view suffix) {
  std::string file(name);
  file += '.', file += std::to_string(attempt), file += '.', file += suffix;
  return file;
}

}  // namespace shoal::shim
